package dev.patchwave.trust;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.release.Digest;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EncodedKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * A publisher's Ed25519 key pair, and its PEM files: {@code KEY.pem} (PKCS#8, for the publisher alone) and {@code KEY.pem.pub}
 * (X.509, for every program that trusts the publisher). The same files that {@code openssl genpkey -algorithm ed25519} makes.
 */
public record PublisherKey(PrivateKey privateKey, PublicKey publicKey) {
    /** What is added to the name of the private key's file. */
    public static final String PUBLIC_SUFFIX = ".pub";

    private static final String PRIVATE_LABEL = "PRIVATE KEY";
    private static final String PUBLIC_LABEL = "PUBLIC KEY";
    private static final int KEY_ID_DIGITS = 16;

    /** Turns the inside of a PEM file into a key. */
    @FunctionalInterface
    private interface Decoder<K> {
        K decode(EncodedKeySpec spec) throws GeneralSecurityException;
    }

    /** A new key pair from the system's random source. */
    public static PublisherKey generate() {
        return of(generate(new SecureRandom()));
    }

    /** Reads the key pair of a private key file. @throws ConfigProblem when it is unreadable or no Ed25519 private key */
    public static PublisherKey read(Path privateFile) {
        return ofEncoded(privateFile, PemFile.read(privateFile, PRIVATE_LABEL));
    }

    /** The key pair of a private key in PKCS#8; {@code privateFile} is for the message. */
    static PublisherKey ofEncoded(Path privateFile, byte[] der) {
        var key = decode(privateFile, new PKCS8EncodedKeySpec(der), keys()::generatePrivate);
        if (key instanceof EdECPrivateKey edwards
                && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
            return of(generate(new Replay(edwards.getBytes().orElseThrow())));
        }
        throw new ConfigProblem(privateFile, "is no Ed25519 private key");
    }

    /** Reads a public key file. @throws ConfigProblem when it is unreadable or no Ed25519 public key */
    public static PublicKey readPublic(Path publicFile) {
        byte[] der = PemFile.read(publicFile, PUBLIC_LABEL);
        return decode(publicFile, new X509EncodedKeySpec(der), keys()::generatePublic);
    }

    /** The short name of a key: the first 16 hex digits of the SHA-256 of its X.509 encoding. */
    public static String keyId(PublicKey key) {
        return Digest.of(key.getEncoded()).toString().substring(0, KEY_ID_DIGITS);
    }

    public String keyId() {
        return keyId(publicKey);
    }

    /** Where the public half of {@code privateFile} lies. */
    public static Path publicFile(Path privateFile) {
        return privateFile.resolveSibling(privateFile.getFileName() + PUBLIC_SUFFIX);
    }

    /**
     * Writes both files, each whole or not at all; the private one can be read by its owner only.
     *
     * @throws ConfigProblem when one of them exists (a key is never overwritten) or cannot be written
     */
    public void write(Path privateFile) {
        PemFile.requireAbsent(privateFile);
        writePublic(privateFile);
        PemFile.writeNew(privateFile, PRIVATE_LABEL, privateKey.getEncoded(), "rw-------");
    }

    void writePublic(Path privateFile) {
        PemFile.writeNew(publicFile(privateFile), PUBLIC_LABEL, publicKey.getEncoded(), "rw-r--r--");
    }

    @Override
    public String toString() {
        return "publisher key " + keyId();
    }

    private static PublisherKey of(KeyPair pair) {
        return new PublisherKey(pair.getPrivate(), pair.getPublic());
    }

    private static KeyPair generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(ManifestSigner.ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks Ed25519", e);
        }
    }

    private static KeyFactory keys() {
        try {
            return KeyFactory.getInstance(ManifestSigner.ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks Ed25519", e);
        }
    }

    private static <K> K decode(Path file, EncodedKeySpec spec, Decoder<K> decoder) {
        try {
            return decoder.decode(spec);
        } catch (GeneralSecurityException e) {
            throw new ConfigProblem(file, "is no Ed25519 key: " + e.getMessage(), e);
        }
    }

    /** The private key of Ed25519 is its seed (RFC 8032 5.1.5), and the JDK derives public keys only while it generates. */
    private static final class Replay extends SecureRandom {
        private final byte[] seed;

        private Replay(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("this Java runtime makes Ed25519 keys of " + bytes.length + " bytes");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
