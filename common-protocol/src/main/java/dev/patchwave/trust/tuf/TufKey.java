package dev.patchwave.trust.tuf;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Optional;

/**
 * A public key and what it can verify. A key of an unknown type or scheme, or one that cannot be read, is kept and verifies nothing:
 * a repository may use kinds of keys that this client does not know, as long as those it knows reach the threshold.
 *
 * @param id the name by which metadata refers to it. Taken as it stands and not computed from the key (TAP 12): it only links a
 *     signature to a key within one file, and thresholds count {@link #publicKey()}s
 */
public record TufKey(String id, Optional<SignatureScheme> scheme, Optional<PublicKey> publicKey) {
    /** Reads a key object (4.2.1). @throws TufProblem MALFORMED when a field is missing; a key of an unknown kind is none */
    public static TufKey of(String id, Fields key) throws TufProblem {
        String type = key.text("keytype");
        var scheme = SignatureScheme.of(type, key.text("scheme"));
        Fields value = key.object("keyval");
        if (scheme.isEmpty()) {
            return new TufKey(id, scheme, Optional.empty());
        }
        return new TufKey(id, scheme, PublicKeys.decode(scheme.get(), value.text("public")));
    }

    /** Never throws for a bad signature, however it is bad. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            return publicKey.isPresent() && scheme.orElseThrow().verifies(publicKey.get(), message, signature);
        } catch (GeneralSecurityException e) {
            return false; // How the runtime tells a signature of the wrong shape.
        }
    }
}
