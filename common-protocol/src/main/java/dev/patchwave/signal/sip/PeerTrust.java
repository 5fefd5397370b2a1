package dev.patchwave.signal.sip;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** The authorities decide whether a certificate is genuine; this also asks whether it is that of the host we meant (RFC 5922 7.3). */
final class PeerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final boolean verifyHost;

    PeerTrust(X509ExtendedTrustManager authorities, boolean verifyHost) {
        this.authorities = authorities;
        this.verifyHost = verifyHost;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType, socket);
        SSLSession session = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
        if (verifyHost && (session == null || !CertifiedHosts.includes(chain[0], session.getPeerHost()))) {
            throw new CertificateException(
                    "the certificate is not for " + (session == null ? "a known host" : session.getPeerHost()));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        authorities.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no engine is used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no engine is used here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("whose certificate this should be is not known here");
    }
}
