package dev.patchwave.signal.sip;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A connection by TLS, which is watched. Stands between JAIN-SIP and the socket of Java, because the stack has ideas of its own: it would
 * set protocols, ciphers and client authentication by properties of the whole stack, begin a second handshake, and take a handshake that
 * failed for a message that was sent.
 */
final class TlsSocket extends SSLSocket {
    private final SSLSocket tls;
    private final Connection connection;
    private boolean shaken;

    TlsSocket(SSLSocket tls, Connection connection) throws IOException {
        this.tls = tls;
        this.connection = connection;
        connection.carries(tls.getInputStream(), tls.getOutputStream());
    }

    /** Once; later calls do nothing. Whoever watches the connection ends one that takes too long. */
    @Override
    public synchronized void startHandshake() throws IOException {
        if (shaken) {
            return;
        }
        try {
            tls.startHandshake();
        } catch (IOException e) {
            close();
            var failure = new SSLHandshakeException("TLS with " + connection.remote() + " failed: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        shaken = true;
        connection.established();
    }

    /** Whether the other side has shown a certificate for that host. */
    boolean speaksFor(String host) {
        try {
            Certificate[] chain = tls.getSession().getPeerCertificates();
            return chain[0] instanceof X509Certificate shown && CertifiedHosts.includes(shown, host);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    @Override
    public InputStream getInputStream() {
        return connection.input();
    }

    @Override
    public OutputStream getOutputStream() {
        return connection.output();
    }

    @Override
    public void close() throws IOException {
        try {
            tls.close();
        } finally {
            connection.end();
        }
    }

    @Override
    public boolean isClosed() {
        return tls.isClosed();
    }

    @Override
    public boolean isConnected() {
        return tls.isConnected();
    }

    @Override
    public InetAddress getInetAddress() {
        return connection.remote().getAddress();
    }

    @Override
    public int getPort() {
        return connection.remote().getPort();
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress() {
        return connection.remote();
    }

    @Override
    public InetAddress getLocalAddress() {
        return tls.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return tls.getLocalPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return tls.getLocalSocketAddress();
    }

    @Override
    public SSLSession getSession() {
        return tls.getSession();
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        tls.addHandshakeCompletedListener(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        tls.removeHandshakeCompletedListener(listener);
    }

    /** The stack turns it off after the handshake, which keeps the other side from another one. */
    @Override
    public void setEnableSessionCreation(boolean flag) {
        tls.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return tls.getEnableSessionCreation();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return tls.getEnabledCipherSuites();
    }

    /** Not the stack's to decide. */
    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedProtocols() {
        return tls.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return tls.getEnabledProtocols();
    }

    /** Not the stack's to decide. */
    @Override
    public void setEnabledProtocols(String[] protocols) {}

    /** Decided when it was made. */
    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
        return tls.getUseClientMode();
    }

    /** Not the stack's to decide. */
    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return tls.getNeedClientAuth();
    }

    /** Not the stack's to decide. */
    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return tls.getWantClientAuth();
    }
}
