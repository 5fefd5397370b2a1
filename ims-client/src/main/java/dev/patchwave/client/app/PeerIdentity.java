package dev.patchwave.client.app;

import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.swarm.CertificatePin;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.tls.TlsIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What a client shows to its peers: a P-256 key that never leaves memory and a certificate that it signs itself, both made anew at each
 * start, so that nobody is recognised by them later. It names nobody; peers believe it by its fingerprint, which their tracker tells them.
 *
 * @param tls serves by it
 * @param pin its fingerprint; empty when peers are served by plain HTTP
 */
record PeerIdentity(DataPlaneTls tls, Optional<CertificatePin> pin) {
    /** Of who serves by plain HTTP. */
    static final PeerIdentity NONE = new PeerIdentity(DataPlaneTls.off(), Optional.empty());

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final X500Principal NOBODY = new X500Principal("CN=peer");
    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final Duration LIFETIME =
            Duration.ofDays(3650); // It ends with the process; peers do not look at it.
    private static final int SERIAL_BITS = 127; // RFC 5280 4.1.2.2: positive, 20 octets at most.

    /** @throws IOException when this Java lacks something of TLS */
    static PeerIdentity make(SecureRandom random, Instant now) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var pair = generator.generateKeyPair();
            var certificate = selfSigned(pair, random, now);
            var own = new TlsIdentity.KeyAndChain(pair.getPrivate(), List.of(certificate));
            return new PeerIdentity(DataPlaneTls.ofPeer(own), Optional.of(CertificatePin.of(certificate.getEncoded())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot make a certificate for peers: " + e.getMessage(), e);
        }
    }

    /** What peers are told of who serves at {@code address}. */
    ServingAddress at(InetSocketAddress address) {
        return new ServingAddress(address.getAddress().getHostAddress(), address.getPort(), pin.isPresent(), pin);
    }

    private static X509Certificate selfSigned(KeyPair pair, SecureRandom random, Instant now)
            throws GeneralSecurityException, OperatorCreationException {
        var builder = new JcaX509v3CertificateBuilder(
                NOBODY,
                new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(LIFETIME)),
                NOBODY,
                pair.getPublic());
        var signer = new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
