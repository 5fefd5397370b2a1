package dev.patchwave.client.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientMemoryTest {
    @TempDir
    private Path temporary;

    /** Event loops read, which must not wait for a disk. */
    @Test
    void whoReadsDoesNotWaitForAChangeThatIsUnderWay() throws IOException {
        var fresh = ClientState.initial("1.0");
        var memory = ClientMemory.open(new ClientStateFile(temporary.resolve("client.json")), fresh);
        var used = new Sharing.Usage(Instant.EPOCH, 7);

        memory.change(known -> {
            var read = CompletableFuture.supplyAsync(memory::get).orTimeout(5, TimeUnit.SECONDS);
            assertEquals(fresh, read.join());
            return known.with(used);
        });

        assertEquals(used, memory.get().usage());
    }
}
