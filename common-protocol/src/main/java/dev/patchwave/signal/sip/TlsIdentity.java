package dev.patchwave.signal.sip;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.config.SipTls;
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
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys and certificates that {@link SipTls} names, read from their PEM files (RFC 7468) into stores in memory. */
final class TlsIdentity {
    /** For the stores that never leave memory; the interface asks for one. */
    static final char[] NO_PASSWORD = new char[0];

    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private TlsIdentity() {}

    /**
     * Our key and certificates; empty when {@code tls} names none.
     *
     * @throws ConfigProblem when a file cannot be read, or the key is not the certificate's
     */
    static KeyStore own(SipTls tls) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        if (tls.certificate() != null) {
            Path keyFile = Path.of(tls.key());
            PrivateKey key = privateKey(keyFile);
            Certificate[] chain = certificates(Path.of(tls.certificate())).toArray(new Certificate[0]);
            if (!belongTogether(key, chain[0].getPublicKey())) {
                throw new ConfigProblem(keyFile, "is not the key of the first certificate in " + tls.certificate());
            }
            store.setKeyEntry("own", key, NO_PASSWORD, chain);
        }
        return store;
    }

    /** @throws ConfigProblem when a file cannot be read */
    static KeyStore trusted(SipTls tls) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (String file : tls.trust()) {
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

    private static Collection<? extends Certificate> certificates(Path file) throws CertificateException {
        byte[] pem = bytes(file);
        try {
            var all = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (all.isEmpty()) {
                throw new ConfigProblem(file, "holds no certificate in PEM");
            }
            return all;
        } catch (CertificateException e) {
            throw new ConfigProblem(file, "holds no certificate in PEM that can be read", e);
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
