package dev.patchwave.trust.tuf;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/** The three schemes of the specification (4.2.1). */
public enum SignatureScheme {
    ED25519("ed25519") {
        @Override
        boolean verifies(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
            return verified(Signature.getInstance("Ed25519"), key, message, signature);
        }
    },
    ECDSA_P256("ecdsa-sha2-nistp256") {
        @Override
        boolean verifies(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
            return verified(Signature.getInstance("SHA256withECDSA"), key, message, signature);
        }
    },
    RSA_PSS("rsassa-pss-sha256") {
        // The specification names no salt length: signers use that of the digest, or the longest that fits.
        @Override
        boolean verifies(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
            int longest = (((RSAKey) key).getModulus().bitLength() + 6) / 8 - SHA256_BYTES - 2;
            return pss(SHA256_BYTES, key, message, signature) || pss(longest, key, message, signature);
        }
    };

    static final int SHA256_BYTES = 32;

    private final String name;

    SignatureScheme(String name) {
        this.name = name;
    }

    /** Empty for what we do not know. Keys of the early {@code ecdsa} repositories carry the scheme as their type. */
    static Optional<SignatureScheme> of(String type, String scheme) {
        return switch (scheme) {
            case "ed25519" -> type.equals("ed25519") ? Optional.of(ED25519) : Optional.empty();
            case "ecdsa-sha2-nistp256" ->
                type.equals("ecdsa") || type.equals(scheme) ? Optional.of(ECDSA_P256) : Optional.empty();
            case "rsassa-pss-sha256" -> type.equals("rsa") ? Optional.of(RSA_PSS) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** As metadata writes it. */
    String schemeName() {
        return name;
    }

    /** @throws GeneralSecurityException when the signature has not even the shape of one */
    abstract boolean verifies(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException;

    private static boolean pss(int saltBytes, PublicKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        var verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, saltBytes, 1));
        return verified(verifier, key, message, signature);
    }

    private static boolean verified(Signature verifier, PublicKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
    }
}
