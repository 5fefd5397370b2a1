package dev.patchwave.swarm;

import java.net.URI;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a member serves, as it says itself ({@code peer_addr} of RFC 7846).
 *
 * @param ipAddress an IPv4 or IPv6 address literal; an origin believes the address it saw the report come from instead,
 *     because a member could name somebody else's
 * @param port 1 to 65535
 * @param encrypted by {@code https}
 * @param pin the certificate that it shows there, which it made itself; empty when its certificate is for the address
 */
public record ServingAddress(String ipAddress, int port, boolean encrypted, Optional<CertificatePin> pin) {
    private static final int LEAST_CHARS = 2;
    private static final int MOST_CHARS = 45;

    /** By plain HTTP. */
    public ServingAddress(String ipAddress, int port) {
        this(ipAddress, port, false);
    }

    /** By plain HTTP, or by {@code https} with a certificate for the address. */
    public ServingAddress(String ipAddress, int port, boolean encrypted) {
        this(ipAddress, port, encrypted, Optional.empty());
    }

    public ServingAddress {
        if (!isAllowed(ipAddress)) {
            throw new IllegalArgumentException("ip_address '" + ipAddress + "': expected an IPv4 or IPv6 address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ": must be 1 to 65535");
        }
        if (pin.isPresent() && !encrypted) {
            throw new IllegalArgumentException("certificate: only with the scheme https");
        }
    }

    /** Base of the member's data plane when its report was seen to come from {@code remoteAddress} (an IP literal). */
    public URI seenFrom(String remoteAddress) {
        String host = remoteAddress.indexOf(':') < 0 ? remoteAddress : "[" + remoteAddress + "]";
        return URI.create((encrypted ? "https://" : "http://") + host + ":" + port);
    }

    /** By hand, as each report names one. */
    private static boolean isAllowed(String text) {
        boolean allowed = text.length() >= LEAST_CHARS && text.length() <= MOST_CHARS;
        for (int at = 0; allowed && at < text.length(); at++) {
            char c = text.charAt(at);
            allowed = HexFormat.isHexDigit(c) || c == ':' || c == '.';
        }
        return allowed;
    }
}
