package dev.patchwave.signal.sip;

import dev.patchwave.signal.HeaderParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How often a subscriber wants to be notified at most (RFC 6446 5), and when it was last.
 *
 * @param most NOTIFYs a second, as its {@code max-rate} said it; empty: whenever there is news
 * @param last when the last NOTIFY left, to the millisecond; {@link Instant#EPOCH} before the first
 */
public record NotifyRate(Optional<String> most, Instant last) {
    /** Of a subscription that did not ask, before its first NOTIFY. */
    public static final NotifyRate UNLIMITED = new NotifyRate(Optional.empty(), Instant.EPOCH);

    /** No longer than a subscription lasts: a refresh is answered by a NOTIFY in any case. */
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(ExpiryPolicy.USUAL.mostSeconds());

    private static final Pattern FORM = Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,10})?"); // RFC 6446 9.
    private static final int MAX_EVENT_PARAMETERS = 16;
    private static final double MILLIS_PER_SECOND = 1000;

    public NotifyRate {
        most.ifPresent(NotifyRate::check);
        last = Instant.ofEpochMilli(last.toEpochMilli());
    }

    /**
     * What a SUBSCRIBE asks for; one that does not say lifts the limit (RFC 6446 5.1).
     *
     * @param event the value of its Event header
     * @throws IllegalArgumentException when the rate is 0 or no number
     */
    NotifyRate asked(String event) {
        int semicolon = event.indexOf(';');
        var parameters = HeaderParameters.parse(event, semicolon + 1, ';', MAX_EVENT_PARAMETERS);
        return new NotifyRate(Optional.ofNullable(parameters.get("max-rate")), last);
    }

    NotifyRate notifiedAt(Instant now) {
        return new NotifyRate(most, now);
    }

    /** When the next NOTIFY may leave that is neither the answer to a SUBSCRIBE nor the last one. */
    Instant next() {
        return most.map(text -> last.plus(interval(text))).orElse(Instant.EPOCH);
    }

    /** What is added to Subscription-State: the rate that is kept to (RFC 6446 5.2). */
    String parameter() {
        return most.map(text -> ";max-rate=" + text).orElse("");
    }

    private static Duration interval(String most) {
        double millis = Math.ceil(MILLIS_PER_SECOND / Double.parseDouble(most));
        return Duration.ofMillis(Math.min((long) millis, MAX_INTERVAL.toMillis()));
    }

    private static void check(String most) {
        if (!FORM.matcher(most).matches() || Double.parseDouble(most) == 0) {
            throw new IllegalArgumentException(
                    "max-rate '" + most + "': expected more than 0 a second, with at most 2 digits and 10 decimals");
        }
    }
}
