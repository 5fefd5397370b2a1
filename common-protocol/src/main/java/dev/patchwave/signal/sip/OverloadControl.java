package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one next hop has asked of us by the {@code oc} parameters of the Via that it sent back (RFC 7339 4, 5.4 to 5.6), as the client.
 *
 * <p>Pure; not for several threads at once. Times are nanoseconds of a clock that never goes back.
 */
final class OverloadControl {
    /** What we say of ourselves in the Via of each request: that we listen, and to which algorithm. */
    static final String ALGORITHM = "loss";

    private static final Duration USUAL_VALIDITY = Duration.ofMillis(500);
    /** A hop that asks for more asks again. */
    private static final Duration LONGEST_VALIDITY = Duration.ofMinutes(1);

    private static final int FRACTION_LIMIT_DIGITS = 5;
    private static final int SECONDS_LIMIT_DIGITS = 12;
    private static final int MAX_PERCENT = 100;

    private int lossPercent;
    private long until;
    private OptionalLong lastSequence = OptionalLong.empty();

    /**
     * The parameters of one response, each empty where it is absent or has no value.
     *
     * @param oc the share that we should not send
     * @param algorithm without quotes; another than "loss" we have not offered, so it is ignored
     * @param validity milliseconds; 0 ends the control
     * @param sequence increasing; what is not above the last one came out of order
     */
    record Parameters(
            Optional<String> oc, Optional<String> algorithm, Optional<String> validity, Optional<String> sequence) {}

    /** Takes what a response brought. Rubbish changes nothing. */
    void on(Parameters told, long now) {
        OptionalLong percent = number(told.oc);
        boolean understood = percent.isPresent()
                && percent.getAsLong() <= MAX_PERCENT
                && told.algorithm.orElse(ALGORITHM).equalsIgnoreCase(ALGORITHM);
        if (!understood || !isNewer(told.sequence)) {
            return;
        }
        long millis = number(told.validity).orElse(USUAL_VALIDITY.toMillis());
        lossPercent = (int) percent.getAsLong();
        until = now
                + Duration.ofMillis(Math.min(millis, LONGEST_VALIDITY.toMillis()))
                        .toNanos();
    }

    /** What holds now; empty when the hop takes everything. */
    Optional<OverloadFeedback> pressure(long now) {
        return lossPercent == 0 || now - until >= 0
                ? Optional.empty()
                : Optional.of(new OverloadFeedback(lossPercent, Duration.ofNanos(until - now)));
    }

    /** Whether nothing was asked for so long that even a hop whose clock went back deserves to be heard again. */
    boolean isForgettable(long now) {
        return now - until >= LONGEST_VALIDITY.toNanos();
    }

    private boolean isNewer(Optional<String> text) {
        OptionalLong sequence = text.map(OverloadControl::sequence).orElse(OptionalLong.empty());
        if (text.isEmpty()) {
            return lastSequence.isEmpty(); // Who numbers them numbers them all.
        }
        if (sequence.isEmpty() || (lastSequence.isPresent() && sequence.getAsLong() <= lastSequence.getAsLong())) {
            return false;
        }
        lastSequence = sequence;
        return true;
    }

    /** {@code 1282321615.782} as a number that compares: 1 to 12 digits, a dot, 1 to 5 digits. */
    private static OptionalLong sequence(String text) {
        int dot = text.indexOf('.');
        String seconds = dot < 0 ? text : text.substring(0, dot);
        String fraction = dot < 0 ? "0" : text.substring(dot + 1);
        if (seconds.length() > SECONDS_LIMIT_DIGITS
                || fraction.length() > FRACTION_LIMIT_DIGITS
                || fraction.isEmpty()) {
            return OptionalLong.empty();
        }
        return SipHeaders.digits(seconds + fraction + "0".repeat(FRACTION_LIMIT_DIGITS - fraction.length()));
    }

    private static OptionalLong number(Optional<String> text) {
        return text.map(SipHeaders::digits).orElse(OptionalLong.empty());
    }
}
