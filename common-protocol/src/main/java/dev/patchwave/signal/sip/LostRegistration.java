package dev.patchwave.signal.sip;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When to believe that the network has forgotten a registration that our timers think stands: its P-CSCF was restarted, or the flow is
 * gone (RFC 5626 4.5). The first suspicion is followed at once, the next ones ever later, since some other fault may look the same.
 */
final class LostRegistration {
    /** What a network says of users that it does not know or cannot reach; 430 is Flow Failed (RFC 5626 11.1). */
    private static final Set<Integer> SYMPTOMS = Set.of(403, 404, 408, 430, 480, 504);

    private static final int NO_ANSWER = 0;

    private final RetryPolicy retries;
    private final RandomGenerator random;
    private int suspicions;
    private Optional<Instant> last = Optional.empty();

    LostRegistration(RetryPolicy retries, RandomGenerator random) {
        this.retries = retries;
        this.random = random;
    }

    /** Whether an answer suggests it; 0 is no answer. */
    static boolean isSuggestedBy(int status) {
        return status == NO_ANSWER || SYMPTOMS.contains(status);
    }

    /** When to register anew upon a suspicion at {@code now}. */
    Instant registerAt(Instant now) {
        boolean calm = last.filter(at -> at.plus(retries.longest(suspicions)).isAfter(now))
                .isEmpty();
        suspicions = calm ? 0 : suspicions;
        Instant at = calm ? now : now.plus(retries.delay(suspicions, random));
        suspicions++;
        last = Optional.of(at);
        return at;
    }
}
