package dev.patchwave.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the packets of the data plane are marked, so that routers may let others go first.
 *
 * <p>Sockets of the signalling are never marked.
 */
public enum Dscp {
    /** Lower effort, code point 000001 (RFC 8622): a router that knows it serves everything else first; others treat it as usual. */
    LE(0b000001),
    /** Code point 000000 (RFC 2474): like everything else. */
    DEFAULT(0);

    private static final int ECN_BITS = 2;

    private final int codePoint;

    Dscp(int codePoint) {
        this.codePoint = codePoint;
    }

    /** The word in configuration: {@code le}, {@code default}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()}. @throws IllegalArgumentException for any other text */
    @JsonCreator
    public static Dscp parse(String word) {
        return Arrays.stream(values())
                .filter(mark -> mark.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "': allowed are le and default"));
    }

    @Override
    @JsonValue
    public String toString() {
        return word();
    }

    /** The octet that {@code IP_TOS} and {@code IPV6_TCLASS} take; its two lowest bits are ECN's (RFC 3168) and left 0. */
    int trafficClass() {
        return codePoint << ECN_BITS;
    }
}
