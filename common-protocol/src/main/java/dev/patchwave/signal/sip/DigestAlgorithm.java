package dev.patchwave.signal.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hash of a digest authentication, best first: the order in which a server offers them (RFC 8760 2.3) and in which
 * a client of ours takes them. MD5 is broken as a hash and only stays for cores and phones that know nothing else.
 */
public enum DigestAlgorithm {
    SHA_256("SHA-256", "SHA-256"),
    SHA_512_256("SHA-512-256", "SHA-512/256"),
    MD5("MD5", "MD5");

    private final String token;
    private final String javaName;

    DigestAlgorithm(String token, String javaName) {
        this.token = token;
        this.javaName = javaName;
    }

    /** The word in the {@code algorithm} parameter. */
    public String token() {
        return token;
    }

    /** Reads {@link #token()}, letter case aside; empty for an algorithm that we do not know, which is to be ignored. */
    public static Optional<DigestAlgorithm> ofToken(String token) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.token.equalsIgnoreCase(token))
                .findFirst();
    }

    /**
     * The {@code response} for qop=auth: KD(H(A1), nonce:nc:cnonce:qop:H(A2)) (RFC 7616 3.4.1).
     *
     * @param nonceCount the eight hex digits of {@code nc}, as sent
     * @param uri the digest-uri, as sent
     */
    String response(
            String username,
            String realm,
            String password,
            String nonce,
            String nonceCount,
            String cnonce,
            String method,
            String uri) {
        String a1 = secretHash(username, realm, password.getBytes(StandardCharsets.UTF_8));
        return hash(String.join(":", a1, nonce, nonceCount, cnonce, "auth", hash(method + ":" + uri)));
    }

    /** H(A1) of a password that need not be text (RFC 3310 3.3). */
    String secretHash(String username, String realm, byte[] password) {
        byte[] names = (username + ":" + realm + ":").getBytes(StandardCharsets.UTF_8);
        byte[] a1 = Arrays.copyOf(names, names.length + password.length);
        System.arraycopy(password, 0, a1, names.length, password.length);
        return hash(a1);
    }

    String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(javaName).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + javaName, e);
        }
    }
}
