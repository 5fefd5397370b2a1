package dev.patchwave.trust.tuf.repository;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Has the holders at hand sign, and says who is missing. */
record Signing(Collection<Signatory> signatories) {
    /**
     * Signs one file.
     *
     * @param signers who may, which can be more than count in the end
     * @param needed a threshold of these must
     */
    SignedFile sign(String role, Body body, Set<RoleKey> signers, KeySet needed) throws RepositoryProblem {
        List<Signatory> able = signatories.stream()
                .filter(signatory -> signers.contains(signatory.key()))
                .toList();
        SignedFile file = SignedFile.of(body).signedBy(able);
        int have = needed.signersOf(file).size();
        if (have < needed.threshold()) {
            var ids = needed.keys().stream().map(RoleKey::shortId).toList();
            throw new RepositoryProblem("role " + role + " needs " + needed.threshold() + " of the keys " + ids
                    + ", and " + have + " of them are at hand");
        }
        return file;
    }
}
