package dev.patchwave.signal.sip;

import java.util.Locale;

/** How a message travels (RFC 3261 18). */
public enum SipTransport {
    UDP,
    TCP;

    /** As it stands in a {@code transport=} parameter (RFC 3261 19.1.1). */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a token, without case.
     *
     * @throws IllegalArgumentException for a transport that we do not speak
     */
    public static SipTransport parse(String token) {
        for (SipTransport transport : values()) {
            if (transport.name().equalsIgnoreCase(token)) {
                return transport;
            }
        }
        throw new IllegalArgumentException("transport '" + token + "': expected udp or tcp");
    }
}
