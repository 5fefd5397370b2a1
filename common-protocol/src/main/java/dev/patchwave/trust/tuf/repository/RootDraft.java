package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A root that its holders are signing, one after the other, perhaps on machines that know nothing of each other. It is whole when a
 * threshold of the root before it and one of its own have signed the very same bytes (3, 6.1).
 *
 * @param before what is published; empty for a first root
 */
public record RootDraft(Optional<RootBody> before, Held<RootBody> draft) {
    /**
     * Nobody has signed it.
     *
     * @param expires when the root is no longer believed
     */
    public static RootDraft of(Optional<RootBody> before, RootBody content, Instant expires) {
        long version = before.map(RootBody::version).orElse(0L) + 1;
        RootBody next = content.as(version, expires.truncatedTo(ChronoUnit.SECONDS)); // As it is written.
        return new RootDraft(before, new Held<>(next, SignedFile.of(next)));
    }

    /** Reads a draft back. @throws TufProblem when it is no root */
    public static RootDraft read(Optional<RootBody> before, byte[] file) throws TufProblem {
        SignedFile signed = SignedFile.read(file);
        return new RootDraft(before, new Held<>(RootBody.read(signed), signed));
    }

    public RootDraft signedBy(Collection<Signatory> signatories) {
        return with(draft.file().signedBy(signatories));
    }

    /**
     * With the signatures that came back from another machine, as far as they are such: nothing else gets into what is published.
     *
     * @throws RepositoryProblem when they are for another draft
     */
    public RootDraft merge(SignedFile returned) throws RepositoryProblem {
        SignedFile merged = draft.file().merge(returned);
        var signatures = new TreeMap<String, String>();
        for (KeySet keys : approvers()) {
            keys.signersOf(merged)
                    .forEach(key -> signatures.put(key.id(), merged.signatures().get(key.id())));
        }
        return with(new SignedFile(merged.signed(), signatures));
    }

    public boolean isComplete() {
        return approvers().stream().allMatch(keys -> keys.approve(draft.file()));
    }

    /** Whose signature would still count. */
    public List<RoleKey> wanted() {
        Set<RoleKey> wanted = new LinkedHashSet<>();
        for (KeySet keys : approvers()) {
            wanted.addAll(keys.keys());
            wanted.removeAll(keys.signersOf(draft.file()));
        }
        return List.copyOf(wanted);
    }

    /** How far it is, for people. */
    public String progress() {
        String own = signatures(draft.body().keysOf(TopLevelRole.ROOT)) + " by its own root keys";
        String old = before.map(root -> signatures(root.keysOf(TopLevelRole.ROOT)) + " by the root keys before it, ")
                .orElse("");
        return "root " + draft.body().version() + " has signatures: " + old + own;
    }

    private String signatures(KeySet keys) {
        return keys.signersOf(draft.file()).size() + " (" + keys.threshold() + " needed)";
    }

    private List<KeySet> approvers() {
        KeySet own = draft.body().keysOf(TopLevelRole.ROOT);
        return before.map(root -> List.of(root.keysOf(TopLevelRole.ROOT), own)).orElse(List.of(own));
    }

    private RootDraft with(SignedFile file) {
        return new RootDraft(before, new Held<>(draft.body(), file));
    }
}
