package dev.patchwave.trust.tuf.repository;

import dev.patchwave.release.Digest;
import dev.patchwave.trust.tuf.CanonicalJson;
import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TufKey;
import dev.patchwave.trust.tuf.TufProblem;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key as metadata describes it. Every kind that was there stays as it stands; keys of our own are Ed25519.
 *
 * @param id of a key of ours, the SHA-256 of its description (4.2.1)
 */
public record RoleKey(String id, Json.Members described) {
    private static final String ED25519 = "ed25519";
    private static final int ED25519_BYTES = 32;
    private static final int SHORT_ID_DIGITS = 16;

    /** An Ed25519 key. */
    public static RoleKey ed25519(PublicKey key) {
        byte[] der = key.getEncoded(); // A SubjectPublicKeyInfo, which ends with the key itself (RFC 8410 4).
        String hex = HexFormat.of().formatHex(Arrays.copyOfRange(der, der.length - ED25519_BYTES, der.length));
        var described = new ObjectBuilder()
                .text("keytype", ED25519)
                .text("scheme", ED25519)
                .put("keyval", new ObjectBuilder().text("public", hex).build())
                .build();
        return new RoleKey(Digest.of(CanonicalJson.encode(described)).toString(), described);
    }

    /** The beginning of the id, for people and for names of files. */
    public String shortId() {
        return id.length() <= SHORT_ID_DIGITS ? id : id.substring(0, SHORT_ID_DIGITS);
    }

    /** Whether this key signed; false too for keys that we cannot use. */
    boolean verifies(byte[] message, String signatureHex) {
        try {
            byte[] signature = HexFormat.of().parseHex(signatureHex);
            return TufKey.of(id, Fields.of("key " + id, described)).verifies(message, signature);
        } catch (TufProblem | IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "key " + shortId();
    }
}
