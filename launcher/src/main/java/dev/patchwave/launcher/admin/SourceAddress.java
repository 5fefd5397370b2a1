package dev.patchwave.launcher.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * Where a source takes orders.
 *
 * @param sip where it speaks SIP, e.g. {@code sip:127.0.0.1:5060}, or the P-CSCF that leads to it, which may name a transport
 * @param service its identity for admins, e.g. {@code sip:software-admin@op.example}
 * @param isProxy whether {@code sip} is a P-CSCF
 */
record SourceAddress(String sip, String service, boolean isProxy) {
    private static final Pattern FORM = Pattern.compile("sip:(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(?::(\\d{1,5}))?");
    private static final Pattern TRANSPORT = Pattern.compile(";transport=[A-Za-z]{1,8}$");
    private static final int DEFAULT_PORT = 5060;

    SourceAddress {
        if (!FORM.matcher(withoutTransport(sip, isProxy)).matches()) {
            throw new IllegalArgumentException(
                    (isProxy ? "--proxy " : "--sip ") + sip + ": expected sip:host:port such as sip:127.0.0.1:5060");
        }
    }

    /** One that is reached directly. */
    static SourceAddress at(String sip, String service) {
        return new SourceAddress(sip, service, false);
    }

    /** One behind the P-CSCF of an IMS network. */
    static SourceAddress behind(String proxy, String service) {
        return new SourceAddress(proxy, service, true);
    }

    /** @throws IOException when the host is not known */
    InetSocketAddress address() throws IOException {
        var match = FORM.matcher(withoutTransport(sip, isProxy));
        if (!match.matches()) {
            throw new IllegalStateException(sip);
        }
        int port = match.group(2) == null ? DEFAULT_PORT : Integer.parseInt(match.group(2));
        var address = new InetSocketAddress(match.group(1).replaceAll("[\\[\\]]", ""), port);
        if (address.isUnresolved()) {
            throw new IOException(sip + ": the host is not known");
        }
        return address;
    }

    private static String withoutTransport(String uri, boolean isProxy) {
        return isProxy ? TRANSPORT.matcher(uri).replaceFirst("") : uri;
    }
}
