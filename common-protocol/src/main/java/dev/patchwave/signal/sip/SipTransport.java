package dev.patchwave.signal.sip;

import java.util.Locale;

/** How a message travels (RFC 3261 18). */
public enum SipTransport {
    UDP(0),
    TCP(1),
    TLS(2);

    private final int code;

    SipTransport(int code) {
        this.code = code;
    }

    /** By which records on disk name it. */
    int code() {
        return code;
    }

    /** Reads {@link #code}. @throws IllegalArgumentException for one that was never written */
    static SipTransport ofCode(long code) {
        for (SipTransport transport : values()) {
            if (transport.code == code) {
                return transport;
            }
        }
        throw new IllegalArgumentException("transport " + code);
    }

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
        throw new IllegalArgumentException("transport '" + token + "': expected udp, tcp or tls");
    }
}
