package dev.patchwave.trust.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** An Ed25519 key of a repository under test, by an id that is only a name. */
public record TestKey(String id, KeyPair pair) {
    private static final int ED25519_BYTES = 32;

    public static TestKey named(String id) {
        try {
            return new TestKey(id, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key under another name. */
    TestKey alias(String other) {
        return new TestKey(other, pair);
    }

    Map<String, Object> described() {
        byte[] der = pair.getPublic().getEncoded();
        String raw = HexFormat.of().formatHex(Arrays.copyOfRange(der, der.length - ED25519_BYTES, der.length));
        return Map.of("keytype", "ed25519", "scheme", "ed25519", "keyval", Map.of("public", raw));
    }

    Map<String, Object> signature(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(message);
            return Map.of("keyid", id, "sig", HexFormat.of().formatHex(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
