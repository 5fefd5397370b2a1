package dev.patchwave.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CoreLoopTest {
    /** Asks for what it was told. */
    private static final class Echo implements Core<String, String> {
        @Override
        public List<String> on(String event, Instant now) {
            return List.of(event);
        }

        @Override
        public Optional<Instant> nextDeadline() {
            return Optional.empty();
        }

        @Override
        public String deadlinePassed() {
            return "";
        }
    }

    private final List<Throwable> crashes = new CopyOnWriteArrayList<>();

    @Test
    void whatAnEffectThrowsIsTheEnd() throws Exception {
        var crash = new CompletableFuture<Throwable>();
        var fault = new IllegalStateException("broken");
        try (var loop = new CoreLoop<>(
                "test",
                new Echo(),
                effect -> {
                    throw fault;
                },
                Clock.systemUTC(),
                8,
                crash::complete)) {
            loop.start();
            assertTrue(loop.offer("go"));
            assertEquals(fault, crash.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void anEffectThatClosingInterruptsIsNoFault() throws Exception {
        var waiting = new CountDownLatch(1);
        var loop = loop(effect -> waitForEver(waiting));
        loop.start();
        assertTrue(loop.offer("wait"));
        assertTrue(waiting.await(10, TimeUnit.SECONDS));

        loop.close();

        assertEquals(List.of(), crashes);
    }

    private CoreLoop<String, String> loop(Consumer<String> performer) {
        return new CoreLoop<>("test", new Echo(), performer, Clock.systemUTC(), 8, crashes::add);
    }

    private static void waitForEver(CountDownLatch waiting) {
        waiting.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("cut off", e);
        }
    }
}
