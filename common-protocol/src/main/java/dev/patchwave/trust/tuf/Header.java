package dev.patchwave.trust.tuf;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What every role says of itself (4.3).
 *
 * @param version 1 or more
 * @param expires from this moment on it is not believed
 */
record Header(long version, Instant expires) {
    private static final Pattern SPEC_VERSION = Pattern.compile("1(\\.[0-9]{1,9}){1,2}");
    private static final Pattern DATE_TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"); // 4.2.2.

    /** @throws TufProblem MALFORMED also when the file is of another role, or of another major version of the specification */
    static Header of(Fields signed, TopLevelRole type) throws TufProblem {
        if (!signed.text("_type").equals(type.roleName())) {
            throw signed.malformed("of type '" + signed.text("_type") + "', not " + type.roleName());
        }
        if (!SPEC_VERSION.matcher(signed.text("spec_version")).matches()) {
            throw signed.malformed("of TUF '" + signed.text("spec_version") + "', not 1.x");
        }
        return new Header(signed.whole("version", 1), expiry(signed));
    }

    /** @throws TufProblem EXPIRED unless it expires after {@code started} */
    void requireFresh(String what, Instant started) throws TufProblem {
        if (!expires.isAfter(started)) {
            throw new TufProblem(TufProblem.Reason.EXPIRED, what + " version " + version + " expired at " + expires);
        }
    }

    /** @throws TufProblem WRONG_VERSION unless it is {@code expected} */
    void requireVersion(String what, long expected) throws TufProblem {
        if (version != expected) {
            String message = what + " has version " + version + ", not " + expected;
            throw new TufProblem(TufProblem.Reason.WRONG_VERSION, message);
        }
    }

    private static Instant expiry(Fields signed) throws TufProblem {
        String text = signed.text("expires");
        try {
            if (DATE_TIME.matcher(text).matches()) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "expires at '" + text + "'", e);
        }
        throw signed.malformed("expires at '" + text + "', not YYYY-MM-DDTHH:MM:SSZ");
    }
}
