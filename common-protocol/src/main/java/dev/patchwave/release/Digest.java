package dev.patchwave.release;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A SHA-256 digest, immutable. Written as 64 lower-case hex digits in manifests, as a structured-field byte sequence in
 * {@code Repr-Digest} (RFC 9530 3).
 */
public final class Digest {
    /** Length of a SHA-256 digest. */
    public static final int LENGTH_BYTES = 32;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + bytes.length);
        }
        this.bytes = bytes;
    }

    /** Reads 64 hex digits. @throws IllegalArgumentException when the text is anything else */
    public static Digest parse(String hex) {
        if (hex.length() != 2 * LENGTH_BYTES) {
            throw new IllegalArgumentException("a SHA-256 digest has 64 hex digits, not " + hex.length());
        }
        return new Digest(HexFormat.of().parseHex(hex));
    }

    /** Finishes {@code sha256} and resets it. */
    public static Digest finish(MessageDigest sha256) {
        return new Digest(sha256.digest());
    }

    /** A digest that was made elsewhere, of 32 bytes, which are handed over. */
    static Digest ofBytes(byte[] digest) {
        return new Digest(digest);
    }

    /** Digest of everything in {@code bytes}. */
    public static Digest of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** Digest of what remains in {@code bytes}, which is consumed. */
    public static Digest of(ByteBuffer bytes) {
        var sha256 = sha256();
        sha256.update(bytes);
        return finish(sha256);
    }

    /** A fresh SHA-256; every Java platform has one. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }

    /** The value of a {@code Repr-Digest} header: {@code sha-256=:base64:}. */
    public String reprDigest() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(bytes) + ":";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 lower-case hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
