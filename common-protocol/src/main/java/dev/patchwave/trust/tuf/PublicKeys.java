package dev.patchwave.trust.tuf;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the public half of a key object (4.2.1): hex for Ed25519, PEM of a SubjectPublicKeyInfo for the others. */
final class PublicKeys {
    private static final int MIN_RSA_BITS = 2048; // 4.2.1.
    /** Larger ones would only cost time. */
    private static final int MAX_RSA_BITS = 8192;

    private static final int MAX_ENCODED_CHARS = 4096;
    private static final int P256_BITS = 256;
    private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String PEM_END = "-----END PUBLIC KEY-----";
    /** What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    /** The same before the uncompressed point of a P-256 key (RFC 5480 2.1.1). */
    private static final byte[] P256_PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private static final int ED25519_BYTES = 32;
    private static final int P256_POINT_BYTES = 65;
    /** The prime of P-256 (FIPS 186-4 D.1.2.3): curves of 256 bits are many. */
    private static final BigInteger P256_PRIME =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

    private PublicKeys() {}

    /** Empty when the text is no key that the scheme can use. */
    static Optional<PublicKey> decode(SignatureScheme scheme, String text) {
        if (text.length() > MAX_ENCODED_CHARS) {
            return Optional.empty();
        }
        try {
            return switch (scheme) {
                case ED25519 -> Optional.of(key("Ed25519", prefixed(ED25519_PREFIX, text, ED25519_BYTES)));
                case ECDSA_P256 -> Optional.of(key("EC", ecdsa(text))).filter(PublicKeys::isP256);
                case RSA_PSS -> Optional.of(key("RSA", pem(text))).filter(PublicKeys::isStrongRsa);
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static PublicKey key(String algorithm, byte[] der) throws GeneralSecurityException {
        EncodedKeySpec spec = new X509EncodedKeySpec(der);
        return KeyFactory.getInstance(algorithm).generatePublic(spec);
    }

    /** Early repositories wrote the bare point in hex. */
    private static byte[] ecdsa(String text) {
        return text.startsWith("-----") ? pem(text) : prefixed(P256_PREFIX, text, P256_POINT_BYTES);
    }

    private static byte[] prefixed(byte[] prefix, String hex, int lengthBytes) {
        byte[] raw = HexFormat.of().parseHex(hex);
        if (raw.length != lengthBytes) {
            throw new IllegalArgumentException(raw.length + " bytes");
        }
        byte[] der = new byte[prefix.length + raw.length];
        System.arraycopy(prefix, 0, der, 0, prefix.length);
        System.arraycopy(raw, 0, der, prefix.length, raw.length);
        return der;
    }

    private static byte[] pem(String text) {
        String body = text.strip();
        boolean framed = body.startsWith(PEM_BEGIN) && body.endsWith(PEM_END);
        if (!framed || body.length() < PEM_BEGIN.length() + PEM_END.length()) {
            throw new IllegalArgumentException("no PEM");
        }
        String base64 = body.substring(PEM_BEGIN.length(), body.length() - PEM_END.length());
        return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    }

    private static boolean isP256(PublicKey key) {
        return key instanceof ECPublicKey point
                && point.getParams().getOrder().bitLength() == P256_BITS
                && point.getParams().getCurve().getField() instanceof ECFieldFp field
                && field.getP().equals(P256_PRIME);
    }

    private static boolean isStrongRsa(PublicKey key) {
        int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
        return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
    }
}
