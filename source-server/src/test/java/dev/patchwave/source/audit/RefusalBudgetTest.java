package dev.patchwave.source.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalBudgetTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final RefusalBudget budget = new RefusalBudget(2, WINDOW);

    @Test
    void soManyAreWrittenTheOthersCounted() {
        assertTrue(budget.spend(T0));
        assertTrue(budget.spend(T0.plusSeconds(30)));
        assertEquals(Optional.empty(), budget.nextDeadline(), "nothing to tell");
        assertEquals(false, budget.spend(T0.plusSeconds(40)));

        assertEquals(Optional.of(T0.plus(WINDOW)), budget.nextDeadline());
        assertEquals(Optional.empty(), budget.collect(T0.plusSeconds(59)));
        assertEquals(Optional.of(new RefusalBudget.Counted(1, T0)), budget.collect(T0.plusSeconds(60)));
        assertTrue(budget.spend(T0.plusSeconds(61)), "a new window");
    }

    @Test
    void aClockThatIsSetBackEndsTheWindow() {
        budget.spend(T0);
        budget.spend(T0);
        budget.spend(T0);

        assertEquals(Optional.of(new RefusalBudget.Counted(1, T0)), budget.collect(T0.minus(Duration.ofDays(1))));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRefusedCommandIsWrittenOrCounted(long seed) {
        var random = new Random(seed);
        var now = T0;
        long written = 0;
        long told = 0;
        long lines = 0;
        int asked = 500;
        for (int i = 0; i < asked; i++) {
            now = now.plusMillis(random.nextInt(3_000));
            var sum = budget.collect(now);
            told += sum.map(RefusalBudget.Counted::refused).orElse(0L);
            lines += sum.isPresent() ? 1 : 0;
            written += budget.spend(now) ? 1 : 0;
        }
        told += budget.end().map(RefusalBudget.Counted::refused).orElse(0L);

        long windows = Duration.between(T0, now).dividedBy(WINDOW) + 1;
        assertEquals(asked, written + told, "seed " + seed);
        assertTrue(written + lines <= 3 * windows, "seed " + seed + ": " + written + " and " + lines);
    }
}
