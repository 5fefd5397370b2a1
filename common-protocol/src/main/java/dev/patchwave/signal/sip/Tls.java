package dev.patchwave.signal.sip;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.SipTls;
import dev.patchwave.tls.TlsIdentity;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes TLS of connections, by the keys of one endpoint; nothing of it is global. Any thread. */
final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SipTls config;
    private final SSLSocketFactory factory;

    private Tls(SipTls config, SSLSocketFactory factory) {
        this.config = config;
        this.factory = factory;
    }

    /**
     * Reads the files.
     *
     * @throws ConfigProblem when one of them is not what it should be; it names the file
     * @throws IOException when this Java lacks something of TLS
     */
    static Tls of(SipTls config) throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(TlsIdentity.own(config.certificate(), config.key()), TlsIdentity.NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager trust = new PeerTrust(authorities(config), config.verifyHost());
            context.init(keys.getKeyManagers(), new TrustManager[] {trust}, null); // The usual randomness.
            return new Tls(config, context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    boolean verifiesHost() {
        return config.verifyHost();
    }

    private static X509ExtendedTrustManager authorities(SipTls config) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        KeyStore own =
                config.trust().isEmpty() ? null : TlsIdentity.trusted(config.trust()); // Null means those of Java.
        factory.init(own);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no trust manager for PKIX"));
    }

    /** As the one who connected to {@code host}; nothing is sent before the handshake. */
    SSLSocket connecting(Socket connected, String host) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(connected, host, connected.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setServerNames(serverName(host));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** As the one who was connected to; nothing is read before the handshake. */
    SSLSocket accepted(Socket connected) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(connected, null, true); // Nothing was read of it yet.
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        switch (config.clientAuthentication()) {
            case "need" -> parameters.setNeedClientAuth(true);
            case "want" -> parameters.setWantClientAuth(true);
            default -> {}
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** An address is no server name (RFC 6066 3). */
    private static List<javax.net.ssl.SNIServerName> serverName(String host) {
        if (host.indexOf(':') >= 0 || new Destination(host, 0, SipTransport.TLS).isNumeric()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException notOfThatForm) {
            return List.of();
        }
    }
}
