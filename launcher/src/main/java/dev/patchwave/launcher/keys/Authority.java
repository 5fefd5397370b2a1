package dev.patchwave.launcher.keys;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.tls.TlsIdentity;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private certificate authority for a first run (RFC 5280): P-256 keys, of which the authority's never leaves its directory.
 *
 * @param certificate its own, self-signed
 */
record Authority(PrivateKey key, X509Certificate certificate) {
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final Duration BACKDATED = Duration.ofHours(1); // Clocks of others may be behind ours.
    private static final int SERIAL_BITS = 127; // RFC 5280 4.1.2.2: positive, 20 octets at most.
    private static final String SIGNATURE = "SHA256withECDSA";

    /** A key and the certificate for it. */
    record Certified(PrivateKey key, X509Certificate certificate) {}

    /**
     * What a certificate is for.
     *
     * @param name it proves to be by its certificate, where that is a DNS name as most are
     * @param hosts names and addresses; none for one that only connects
     */
    record Subject(String name, List<String> hosts) {
        private static final Pattern DNS_NAME =
                Pattern.compile("[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?([.][0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?)*");

        /** Subject alternative names: what it is called, and where it is reached. */
        List<String> names() {
            boolean named = DNS_NAME.matcher(name).matches() && !isAddress(name);
            return Stream.concat(named ? Stream.of(name) : Stream.empty(), hosts.stream())
                    .distinct()
                    .toList();
        }

        X500Principal principal() {
            return principal(name);
        }

        static X500Principal principal(String name) {
            return new X500Principal("CN=" + name + ",O=Patchwave");
        }
    }

    static Authority create(Instant now) throws GeneralSecurityException {
        KeyPair pair = pair();
        X500Principal name = Subject.principal("Patchwave first-run authority");
        try {
            var builder = builder(name, name, pair, now, LIFETIME)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Authority(pair.getPrivate(), sign(builder, pair.getPrivate()));
        } catch (CertIOException e) {
            throw new IllegalStateException("an extension that cannot be encoded", e);
        }
    }

    static Authority read(Path certificate, Path key) throws GeneralSecurityException {
        if (!Files.isRegularFile(key)) {
            throw new ConfigProblem(
                    key, "is missing, and " + certificate + " is there; bring the key or take both away");
        }
        var own = TlsIdentity.read(certificate.toString(), key.toString());
        return new Authority(own.key(), own.chain().getFirst());
    }

    /** A new key, certified. A server may connect to others too, since source and caches show each other who they are. */
    Certified certify(Subject subject, Instant now, Duration lifetime) throws GeneralSecurityException {
        KeyPair pair = pair();
        try {
            var builder = builder(certificate.getSubjectX500Principal(), subject.principal(), pair, now, lifetime)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
            if (subject.hosts().isEmpty()) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            } else {
                KeyPurposeId[] both = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(both));
            }
            if (!subject.names().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(subject.names()));
            }
            return new Certified(pair.getPrivate(), sign(builder, key));
        } catch (CertIOException e) {
            throw new IllegalStateException("an extension that cannot be encoded", e);
        }
    }

    private static GeneralNames names(List<String> all) {
        return new GeneralNames(all.stream()
                .map(host -> new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }

    /** A name's last label is no number, so it is never taken for an address. */
    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, KeyPair pair, Instant now, Duration lifetime)
            throws GeneralSecurityException, CertIOException {
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(lifetime)),
                subject,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return builder;
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder(SIGNATURE).build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this Java runtime lacks " + SIGNATURE, e);
        }
    }

    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
