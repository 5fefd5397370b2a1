package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLServerSocket;

/** What JAIN-SIP wants to listen for TLS on: an {@link AcceptingSocket} in the clothes of Java's. What it sets is not its to decide. */
final class TlsAcceptor extends SSLServerSocket {
    private final AcceptingSocket accepting;

    TlsAcceptor(AcceptingSocket accepting) throws IOException {
        this.accepting = accepting;
    }

    @Override
    public Socket accept() throws IOException {
        return accepting.accept();
    }

    @Override
    public void close() throws IOException {
        accepting.close();
    }

    @Override
    public boolean isClosed() {
        return accepting.isClosed();
    }

    @Override
    public InetAddress getInetAddress() {
        return accepting.getInetAddress();
    }

    @Override
    public int getLocalPort() {
        return accepting.getLocalPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return accepting.getLocalSocketAddress();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getSupportedProtocols() {
        return new String[0];
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {}

    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {}

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }
}
