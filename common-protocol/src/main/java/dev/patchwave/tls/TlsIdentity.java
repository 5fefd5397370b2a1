package dev.patchwave.tls;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys and certificates, read from their PEM files (RFC 7468) into stores in memory. */
public final class TlsIdentity {
    /** For the stores that never leave memory; the interface asks for one. */
    public static final char[] NO_PASSWORD = new char[0];

    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private TlsIdentity() {}

    /** A private key and its certificates, its own first. */
    public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {}

    /**
     * Our key and certificates; empty when no file is named.
     *
     * @param certificate PEM file, null for none
     * @param key PEM file, there if and only if {@code certificate} is
     * @throws ConfigProblem when a file cannot be read, or the key is not the certificate's
     */
    public static KeyStore own(String certificate, String key) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        if (certificate != null) {
            KeyAndChain own = read(certificate, key);
            store.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(new Certificate[0]));
        }
        return store;
    }

    /** As {@link #own}, of files that are named. */
    public static KeyAndChain read(String certificate, String key) throws GeneralSecurityException {
        Path keyFile = Path.of(key);
        PrivateKey privateKey = privateKey(keyFile);
        List<X509Certificate> chain = certificates(Path.of(certificate));
        if (!belongTogether(privateKey, chain.getFirst().getPublicKey())) {
            throw new ConfigProblem(keyFile, "is not the key of the first certificate in " + certificate);
        }
        return new KeyAndChain(privateKey, chain);
    }

    /** The authorities in these PEM files. @throws ConfigProblem when a file cannot be read */
    public static KeyStore trusted(List<String> files) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (String file : files) {
            for (Certificate authority : certificates(Path.of(file))) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD); // The way to say that it begins empty.
        return store;
    }

    private static List<X509Certificate> certificates(Path file) throws CertificateException {
        byte[] pem = bytes(file);
        try {
            var all = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (all.isEmpty()) {
                throw new ConfigProblem(file, "holds no certificate in PEM");
            }
            return all.stream().map(X509Certificate.class::cast).toList();
        } catch (CertificateException e) {
            throw new ConfigProblem(file, "holds no certificate in PEM that can be read", e);
        }
    }

    /**
     * For programs that refuse to start with what nobody would believe.
     *
     * @throws ConfigProblem when one of these certificates of {@code file} is not valid now
     */
    public static void requireValid(String file, List<X509Certificate> chain) {
        for (X509Certificate certificate : chain) {
            requireValid(Path.of(file), certificate);
        }
    }

    private static void requireValid(Path file, X509Certificate certificate) {
        String whose = "its certificate of " + certificate.getSubjectX500Principal();
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new ConfigProblem(
                    file, whose + " expired at " + certificate.getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            throw new ConfigProblem(
                    file,
                    whose + " is not valid before " + certificate.getNotBefore().toInstant(),
                    e);
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        String pem = new String(bytes(file), StandardCharsets.US_ASCII);
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new ConfigProblem(file, "holds no private key in PKCS#8 ('" + BEGIN + "')");
        }
        try {
            return privateKey(file, Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end)));
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem(file, "its PEM block is no base64", e);
        }
    }

    private static PrivateKey privateKey(Path file, byte[] der) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                LOG.trace("the key is none of {}", algorithm);
            }
        }
        throw new ConfigProblem(file, "its key is none of " + String.join(", ", ALGORITHMS));
    }

    private static boolean belongTogether(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        byte[] probe = BEGIN.getBytes(StandardCharsets.US_ASCII);
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(probe);
            return signature.verify(signed);
        } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
            return false; // Of different algorithms, or of different curves.
        }
    }

    private static byte[] bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_FILE_BYTES);
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        }
    }
}
