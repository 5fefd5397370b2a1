package dev.patchwave.launcher.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * Where a source takes orders.
 *
 * @param sip where it speaks SIP, e.g. {@code sip:127.0.0.1:5060}
 * @param service its identity for admins, e.g. {@code sip:software-admin@op.example}
 */
record SourceAddress(String sip, String service) {
    private static final Pattern FORM = Pattern.compile("sip:(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(?::(\\d{1,5}))?");
    private static final int DEFAULT_PORT = 5060;

    SourceAddress {
        if (!FORM.matcher(sip).matches()) {
            throw new IllegalArgumentException("--sip " + sip + ": expected sip:host:port such as sip:127.0.0.1:5060");
        }
    }

    /** @throws IOException when the host is not known */
    InetSocketAddress address() throws IOException {
        var match = FORM.matcher(sip);
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
}
