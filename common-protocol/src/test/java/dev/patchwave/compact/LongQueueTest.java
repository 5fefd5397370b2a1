package dev.patchwave.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LongQueueTest {
    private static final int STEPS = 5_000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void firstInFirstOut(long seed) {
        var random = new Random(seed);
        var queue = new LongQueue();
        var model = new ArrayDeque<Long>();
        for (int step = 0; step < STEPS; step++) {
            boolean filling = step % 1_000 < 500; // So that it is long at times, and empty at others.
            if (model.isEmpty() || random.nextInt(4) < (filling ? 3 : 1)) {
                long number = random.nextLong();
                queue.add(number);
                model.add(number);
            } else {
                assertEquals(model.remove(), queue.remove(), "seed " + seed + " step " + step);
            }
            assertEquals(model.isEmpty(), queue.isEmpty(), "seed " + seed + " step " + step);
        }
    }
}
