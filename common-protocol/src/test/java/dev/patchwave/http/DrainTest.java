package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes down while it answers. */
@ExtendWith(LeakCheck.class)
class DrainTest {
    private static final Patch PATCH = Patch.of(2, 8 << 20);
    private static final String SEGMENT = "/v1/releases/ims-client@4.2.1/segments/0";

    @TempDir
    Path directory;

    @Test
    void aRequestThatWasSentAheadDoesNotDestroyTheEndOfAnAnswer() throws Exception {
        var fixture = ServerFixture.serving(directory);
        PATCH.storeIn(fixture.store, PATCH.all());
        try (var client = fixture.client()) {
            client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
            await().until(() ->
                    fixture.server.requestsInFlight() == 1); // Which sends more than the kernel takes unread.
            client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", ""); // Stays in the socket.
            var closed = CompletableFuture.runAsync(() -> close(fixture));
            await().until(() -> refusesConnections(fixture));

            var reply = client.receive();

            assertArrayEquals(PATCH.segment(0), reply.body());
            assertTrue(client.isEnded());
            closed.get(10, TimeUnit.SECONDS);
        }
    }

    private static boolean refusesConnections(ServerFixture fixture) {
        try {
            fixture.client().close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void close(ServerFixture fixture) {
        try {
            fixture.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
