package dev.patchwave.trust;

import dev.patchwave.config.ConfigProblem;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** Writes what other programs read as PEM; each file appears whole, durable, and never in the place of another one. */
public final class PemFiles {
    private PemFiles() {}

    /** Refuses a file that is there. @throws ConfigProblem naming it */
    public static void requireAbsent(Path file) {
        PemFile.requireAbsent(file);
    }

    /** A private key without a passphrase, in PKCS#8, for its owner alone. @throws ConfigProblem when it cannot be written */
    public static void writeKey(Path file, PrivateKey key) {
        PemFile.writeNew(file, "PRIVATE KEY", key.getEncoded(), "rw-------");
    }

    /** A certificate. @throws ConfigProblem when it cannot be written */
    public static void writeCertificate(Path file, X509Certificate certificate) {
        try {
            PemFile.writeNew(file, "CERTIFICATE", certificate.getEncoded(), "rw-r--r--");
        } catch (CertificateEncodingException e) {
            throw new ConfigProblem(file, "its certificate cannot be encoded", e);
        }
    }
}
