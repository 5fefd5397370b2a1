package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Optional;

/**
 * How a notifier ends a subscription from its side (RFC 6665 4.1.3).
 *
 * @param retryAfter the subscriber is to stay away for so long, 1 s or more; only with {@link TerminationReason#PROBATION}
 */
public record Termination(TerminationReason reason, Optional<Duration> retryAfter) {
    public Termination {
        if (retryAfter
                .filter(wait -> reason != TerminationReason.PROBATION || wait.toSeconds() < 1)
                .isPresent()) {
            throw new IllegalArgumentException(reason + " with retry-after " + retryAfter.get());
        }
    }

    /** An end that names no time. */
    public static Termination of(TerminationReason reason) {
        return new Termination(reason, Optional.empty());
    }

    /** We take on less: come back then. */
    public static Termination probation(Duration retryAfter) {
        return new Termination(TerminationReason.PROBATION, Optional.of(retryAfter));
    }

    /** The value of Subscription-State. */
    String state() {
        return "terminated;reason=" + reason.word()
                + retryAfter.map(wait -> ";retry-after=" + wait.toSeconds()).orElse("");
    }
}
