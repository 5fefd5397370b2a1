package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.PublisherKey;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.HexFormat;

/** Somebody whose private key is at hand. */
public record Signatory(RoleKey key, PublisherKey pair) {
    public static Signatory of(PublisherKey pair) {
        return new Signatory(RoleKey.ed25519(pair.publicKey()), pair);
    }

    /** In hex, as metadata has it. */
    String sign(byte[] message) {
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(pair.privateKey());
            ed25519.update(message);
            return HexFormat.of().formatHex(ed25519.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(key + " cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return "holder of " + key;
    }
}
