package dev.patchwave.signal;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** How large anything in a signal may be, and the checks that its records share. */
public final class SignalLimits {
    /** A signal is refused unread above this. */
    public static final int MAX_SIGNAL_BYTES = 16 << 10;
    /** The body of a {@link Signal.ForceUpgrade}, so that the MESSAGE stays below 1300 bytes at the last hop (RFC 3428 8). */
    public static final int MAX_FORCE_UPGRADE_BYTES = 500;
    /** A content indirection is refused unread above this. */
    public static final int MAX_INDIRECTION_BYTES = 4 << 10;

    public static final int MAX_URI_CHARS = 400;
    public static final int MAX_DOMAINS = 1_000;
    public static final int MAX_SUBSCRIBERS = 300;
    public static final int MAX_TEXT_CHARS = 400;
    public static final int MAX_BYTE_KINDS = 8;
    public static final Duration MAX_SPREAD = Duration.ofDays(7);
    public static final Duration MAX_DEADLINE = Duration.ofDays(366);

    private static final int MAX_QUOTED_CHARS = 80;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private SignalLimits() {}

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    static long sequence(long sequence) {
        require(sequence >= 1, "sequence " + sequence + ": must be 1 or more");
        return sequence;
    }

    static void duration(String what, Duration duration, Duration most) {
        require(
                !duration.isNegative()
                        && duration.compareTo(most) <= 0
                        && duration.equals(duration.truncatedTo(ChronoUnit.SECONDS)),
                what + " " + duration + ": must be whole seconds from 0 to " + most.toSeconds());
    }

    static void text(String what, String text) {
        require(
                text.length() <= MAX_TEXT_CHARS && text.chars().noneMatch(Character::isISOControl),
                what + ": at most " + MAX_TEXT_CHARS + " characters, none of them a control character");
    }

    static void uri(URI uri) {
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        require(
                http && uri.getHost() != null && uri.toASCIIString().length() <= MAX_URI_CHARS,
                "manifest '" + shortened(uri.toString()) + "': must be an http or https URI with a host, at most "
                        + MAX_URI_CHARS + " characters");
    }

    /** At most 80 characters of what somebody else sent, without control characters. */
    static String shortened(String text) {
        return text.length() <= MAX_QUOTED_CHARS ? cleaned(text) : cleaned(text.substring(0, MAX_QUOTED_CHARS)) + "...";
    }

    /** Without control characters, so that it stays one line of a log or a header. */
    static String cleaned(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
