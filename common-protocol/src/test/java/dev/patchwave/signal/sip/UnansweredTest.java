package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnansweredTest {
    private final Unanswered unanswered = new Unanswered();

    @Test
    void theOldestCountsUntilItIsAnswered() {
        long first = unanswered.arrived(millis(0));
        long second = unanswered.arrived(millis(1_000));

        assertEquals(2, unanswered.count(millis(3_000)));
        assertEquals(Duration.ofSeconds(3), unanswered.age(0, millis(3_000)));
        unanswered.answered(first, millis(3_000));
        assertEquals(Duration.ofSeconds(2), unanswered.age(0, millis(3_000)));
        unanswered.answered(second, millis(3_000));
        assertEquals(Duration.ZERO, unanswered.age(0, millis(3_000)));
        assertEquals(0, unanswered.count(millis(3_000)));
    }

    @Test
    void theSparedAreLeftOut() {
        unanswered.arrived(millis(0));
        unanswered.arrived(millis(1_000));
        unanswered.arrived(millis(2_000));

        assertEquals(Duration.ofSeconds(2), unanswered.age(1, millis(3_000)));
        assertEquals(Duration.ofSeconds(1), unanswered.age(2, millis(3_000)));
        assertEquals(Duration.ZERO, unanswered.age(3, millis(3_000)));
    }

    @Test
    void whatNobodyAnswersIsForgottenAfter32Seconds() {
        long lost = unanswered.arrived(millis(0));

        assertEquals(1, unanswered.count(millis(31_900)));
        assertEquals(0, unanswered.count(millis(32_000)));
        long other = unanswered.arrived(millis(32_000));
        unanswered.answered(lost, millis(32_001));
        assertEquals(1, unanswered.count(millis(32_001)), "a late answer must not count for another request");
        unanswered.answered(other, millis(90_000));
        assertEquals(0, unanswered.count(millis(90_000)));
    }

    @Test
    void itAgreesWithAPlainQueue() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var plain = new ArrayDeque<Long>();
        long now = -random.nextLong(1L << 40);
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt((int) millis(100));
            if (random.nextInt(3) > 0) {
                plain.add(unanswered.arrived(now));
            } else if (!plain.isEmpty()) {
                unanswered.answered(random.nextBoolean() ? plain.pollFirst() : plain.pollLast(), now);
            }
            long oldestKept = Math.floorDiv(now, millis(250)) - 127;
            plain.removeIf(arrival -> arrival < oldestKept);
            assertEquals(plain.size(), unanswered.count(now), "replay with seed " + seed);
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
