package dev.patchwave.http;

import dev.patchwave.swarm.CertificatePin;
import java.security.cert.CertificateEncodingException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Compares what a server showed in its handshake with the fingerprint that we were told. Pure. */
final class CertificateMatch {
    private CertificateMatch() {}

    static boolean isShown(CertificatePin pin, SSLSession session) {
        try {
            var chain = session.getPeerCertificates();
            return chain.length > 0 && CertificatePin.of(chain[0].getEncoded()).equals(pin);
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return false;
        }
    }
}
