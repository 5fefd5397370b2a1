package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.http.Admission;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.ServingSlots;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharingShellTest {
    private static final long REMEMBERED_AT_ONCE_BYTES = 16L << 20;

    @TempDir
    private Path temporary;

    @Test
    void consentThatIsWithdrawnCountsAtOnceWhileTheDiskIsFull() throws Exception {
        var disk = new FaultyDisk();
        var file = new ClientStateFile(disk.root().resolve("client.json"));
        var memory = new ClientMemory(file, ClientState.initial("1.0"), Duration.ofHours(1));
        var crashes = new CopyOnWriteArrayList<Throwable>();
        var config = TestClient.config(temporary, temporary.resolve("none.pub"), Optional.empty(), "");
        try (var sharing = new SharingShell(
                config, memory, new ServingSlots(config.servingLimits()), Clock.systemUTC(), crashes::add)) {
            sharing.start();
            await().until(() -> sharing.peers().isAllowed());
            disk.room(10);
            sharing.peers().uploaded(REMEMBERED_AT_ONCE_BYTES);

            sharing.consent(false);

            await().until(() -> !sharing.peers().isAllowed());
            var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            assertInstanceOf(Admission.Busy.class, sharing.peers().admit(Optional.of(new HolderId("p-1")), peer, 1));
        }
        assertEquals(List.of(), crashes);
        assertEquals(REMEMBERED_AT_ONCE_BYTES, memory.get().usage().uploadedBytes());
    }
}
