package dev.patchwave.client.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tells the source of state changes, one after the other, each until it is taken. What waits is remembered by the {@link UpgradeState};
 * this knows which one is under way, and when the next try is due.
 */
final class ReportQueue {
    private final BackOff retry;
    private final RandomGenerator random;
    private Optional<StateChange> reporting = Optional.empty();
    private int failures;
    private Optional<Instant> retryAt = Optional.empty();

    ReportQueue(BackOff retry, RandomGenerator random) {
        this.retry = retry;
        this.random = random;
    }

    /** The one to send now out of those that wait; empty while one is under way, or is to be tried later. */
    Optional<StateChange> next(List<StateChange> unsent) {
        if (reporting.isPresent() || retryAt.isPresent() || unsent.isEmpty()) {
            return Optional.empty();
        }
        reporting = Optional.of(unsent.getFirst());
        return reporting;
    }

    /** Whether {@code change} need wait no more: it was taken, or given up. */
    boolean settles(StateChange change, Receipt receipt, Instant now) {
        if (!reporting.equals(Optional.of(change))) {
            return false;
        }
        reporting = Optional.empty();
        return switch (receipt) {
            case Receipt.Taken() -> settled();
            case Receipt.Lost() -> isLostForGood(now);
            case Receipt.Shed(var retryAfter) -> {
                retryAt = Optional.of(now.plus(retryAfter).plus(upTo(retryAfter.dividedBy(2))));
                yield false;
            }
        };
    }

    Optional<Instant> nextDeadline() {
        return retryAt;
    }

    void wake(Instant now) {
        retryAt = retryAt.filter(now::isBefore);
    }

    private boolean isLostForGood(Instant now) {
        failures++;
        if (retry.spent(failures)) {
            return settled();
        }
        retryAt = Optional.of(now.plus(retry.wait(failures, random)));
        return false;
    }

    private boolean settled() {
        failures = 0;
        return true;
    }

    private Duration upTo(Duration window) {
        return Duration.ofMillis(random.nextLong(window.toMillis() + 1));
    }
}
