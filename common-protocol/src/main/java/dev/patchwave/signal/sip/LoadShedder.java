package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Which requests of others are refused because too many wait for an answer, or have waited for too long. The less a request is missed
 * the sooner: new subscriptions at half of what we take, their refreshes, then MESSAGE, NOTIFY and OPTIONS, and REGISTER only when
 * nothing is left, since a device that is not registered cannot be reached at all (RFC 7339 5.10.1).
 *
 * <p>Pure; not for several threads at once. Times are nanoseconds of a clock that never goes back.
 */
final class LoadShedder {
    /** What is refused alike, in the order in which it is. */
    private enum Rank {
        NEW_SUBSCRIPTION(50),
        SUBSCRIPTION(62),
        NEW_MESSAGE(75),
        MESSAGE_IN_DIALOG(87),
        REGISTRATION(100);

        /** Refused from this pressure on. */
        private final int fromPercent;

        Rank(int fromPercent) {
            this.fromPercent = fromPercent;
        }

        static Rank of(String method, boolean inDialog) {
            return switch (method) {
                case "REGISTER" -> REGISTRATION;
                case "SUBSCRIBE" -> inDialog ? SUBSCRIPTION : NEW_SUBSCRIPTION;
                default -> inDialog ? MESSAGE_IN_DIALOG : NEW_MESSAGE;
            };
        }
    }

    /** Refusing ends only so far below where it begins, else it would begin again at once. */
    private static final int HYSTERESIS_PERCENT = 15;
    /** An answer that takes so long is worth as much as a full house: the other side has repeated its request several times. */
    private static final Duration FULL_DELAY = Duration.ofSeconds(4);
    /** This share of what may wait is allowed to be slow without meaning a queue; at least one. */
    private static final int SPARED_SHARE = 100;

    private static final long END_IS_TOLD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int LEAST_LOSS_PERCENT = 5;
    private static final Set<String> METHODS = Set.of("MESSAGE", "NOTIFY", "OPTIONS", "REGISTER", "SUBSCRIBE");

    private final int limitRequests;
    private final Unanswered unanswered = new Unanswered();
    private final Set<Rank> refused = EnumSet.noneOf(Rank.class);
    private final Map<String, Long> shedByMethod = new TreeMap<>();
    private Optional<Long> ended = Optional.empty();

    /** @param limitRequests how many may wait for an answer at once */
    LoadShedder(int limitRequests) {
        this.limitRequests = limitRequests;
    }

    /**
     * Whether a request is taken.
     *
     * @return what {@link #answered} wants to know of it; empty when it is to be refused
     */
    OptionalLong admit(String method, boolean inDialog, long now) {
        weigh(now);
        if (refused.contains(Rank.of(method, inDialog))) {
            shedByMethod.merge(METHODS.contains(method) ? method : "other", 1L, Long::sum);
            return OptionalLong.empty();
        }
        return OptionalLong.of(unanswered.arrived(now));
    }

    /** Owed once for each that was admitted. */
    void answered(long arrival, long now) {
        unanswered.answered(arrival, now);
    }

    /** What share neighbours should hold back (RFC 7339 5.3): 0 for some time after the end; empty when there is nothing to say. */
    OptionalInt lossPercent(long now) {
        int pressure = weigh(now);
        if (!refused.isEmpty()) {
            int excess = 2 * (pressure - Rank.NEW_SUBSCRIPTION.fromPercent);
            return OptionalInt.of(Math.clamp(excess, LEAST_LOSS_PERCENT, 100));
        }
        return ended.filter(at -> now - at < END_IS_TOLD_NANOS).isPresent() ? OptionalInt.of(0) : OptionalInt.empty();
    }

    int unanswered(long now) {
        return unanswered.count(now);
    }

    /** How long requests wait for their answers, the slowest few left out. */
    Duration delay(long now) {
        return unanswered.age(Math.max(1, limitRequests / SPARED_SHARE), now);
    }

    /** 0 at rest, 100 when nothing more is taken. */
    int pressurePercent(long now) {
        long byCount = 100L * unanswered.count(now) / limitRequests;
        long byDelay = 100 * delay(now).toMillis() / FULL_DELAY.toMillis();
        return (int) Math.min(100, Math.max(byCount, byDelay));
    }

    /** How many were refused since the start, by method. */
    Map<String, Long> shedByMethod() {
        return Collections.unmodifiableMap(new TreeMap<>(shedByMethod));
    }

    private int weigh(long now) {
        int pressure = pressurePercent(now);
        boolean active = !refused.isEmpty();
        for (Rank rank : Rank.values()) {
            if (pressure >= rank.fromPercent) {
                refused.add(rank);
            } else if (pressure < rank.fromPercent - HYSTERESIS_PERCENT) {
                refused.remove(rank);
            }
        }
        if (active && refused.isEmpty()) {
            ended = Optional.of(now);
        }
        return pressure;
    }
}
