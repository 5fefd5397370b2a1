package dev.patchwave.client.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import dev.patchwave.disk.FaultyDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientMemoryTest {
    private final FaultyDisk disk = new FaultyDisk();
    private final ClientStateFile file = new ClientStateFile(disk.root().resolve("client.json"));
    private final ClientState fresh = ClientState.initial("1.0");

    /** Event loops read, which must not wait for a disk. */
    @Test
    void whoReadsDoesNotWaitForAChangeThatIsUnderWay() throws IOException {
        var memory = ClientMemory.open(file, fresh);
        var used = new Sharing.Usage(Instant.EPOCH, 7);

        memory.change(known -> {
            var read = CompletableFuture.supplyAsync(memory::get).orTimeout(5, TimeUnit.SECONDS);
            assertEquals(fresh, read.join());
            return known.with(used);
        });

        assertEquals(used, memory.get().usage());
    }

    @Test
    void aFullOrReadOnlyDiskIsWaitedForAndNothingIsForgotten() throws IOException {
        var memory = new ClientMemory(file, fresh, Duration.ofMillis(1));
        var attempts = new AtomicInteger();
        disk.room(10);

        memory.change(known -> {
            switch (attempts.incrementAndGet()) {
                case 2 -> disk.readOnly(true);
                case 3 -> {
                    disk.readOnly(false);
                    disk.room(Long.MAX_VALUE);
                }
                default -> assertEquals(0, known.usage().uploadedBytes());
            }
            return known.with(new Sharing.Usage(Instant.EPOCH, known.usage().uploadedBytes() + 7));
        });

        assertEquals(3, attempts.get());
        assertEquals(7, memory.get().usage().uploadedBytes());
        assertEquals(memory.get(), file.read().orElseThrow());
    }

    @Test
    void whatNeedOnlyBeDurableSoonWaitsForNoRoomAndIsWrittenWithTheNextChange() throws IOException {
        var memory = onAFullDisk();

        memory.changeSoon(known -> known.with(new Sharing.Usage(Instant.EPOCH, 7)));

        assertEquals(7, memory.get().usage().uploadedBytes());
        assertEquals(fresh, file.read().orElseThrow());
        disk.room(Long.MAX_VALUE);
        memory.change(known -> known.with(known.upgrade()));
        assertEquals(7, file.read().orElseThrow().usage().uploadedBytes());
    }

    @Test
    void anInterruptEndsTheWait() throws IOException {
        var memory = onAFullDisk();

        assertThrows(
                UncheckedIOException.class,
                () -> memory.change(known -> {
                    Thread.currentThread().interrupt();
                    return known.with(new Sharing.Usage(Instant.EPOCH, 7));
                }));

        assertTrue(Thread.interrupted());
        assertEquals(fresh, memory.get());
        assertEquals(fresh, file.read().orElseThrow());
    }

    @Test
    void aDiskThatIsBrokenIsTheEnd() throws IOException {
        var memory = ClientMemory.open(file, fresh);
        disk.failsSyncs(true);

        assertThrows(UncheckedIOException.class, () -> memory.change(known -> known));
        assertThrows(UncheckedIOException.class, () -> memory.changeSoon(known -> known));
    }

    /** Which has taken the first state, and looks for room only after an hour. */
    private ClientMemory onAFullDisk() throws IOException {
        file.write(fresh);
        disk.room(10);
        return new ClientMemory(file, fresh, Duration.ofHours(1));
    }
}
