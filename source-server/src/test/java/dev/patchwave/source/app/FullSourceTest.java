package dev.patchwave.source.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source whose disk has no byte left for a while. Needs the right to mount a tmpfs. */
class FullSourceTest extends RunningSource {
    private static final int MOST_REGISTRATIONS_IN_A_PAGE = 200;

    private Path data;
    private boolean mounted;

    @Override
    @BeforeEach
    void start() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", data.toString());
        assumeTrue(mounted, "SKIPPED: this user may not mount a tmpfs, so a full disk was not tried");
        super.start();
    }

    @Override
    @AfterEach
    void stop() {
        if (mounted) {
            super.stop();
            assertTrue(run("umount", "-l", data.toString()));
        }
    }

    @Test
    void itServesWhatIsThereAcknowledgesNothingAndGoesOnByItselfWhenThereIsRoom() throws Exception {
        publish();
        try (var alice = phone("alice")) {
            assertEquals(200, alice.register());
            Path ballast = fill();

            var registered = registersUntilItWaits(alice);
            assertEquals(200, get("/v1/releases/" + RELEASE + "/segments/0", SEGMENT_BYTES));
            assertEquals(200, get("/v1/status", 1));
            assertFalse(source.fault().isDone());

            Files.delete(ballast);
            assertEquals(200, registered.get(20, TimeUnit.SECONDS));
            restart();
            assertEquals(200, alice.register());
        }
    }

    /** The last page of RocksDB's log has room for some more. */
    private static CompletableFuture<Integer> registersUntilItWaits(TestPhone phone) throws Exception {
        for (int i = 0; i < MOST_REGISTRATIONS_IN_A_PAGE; i++) {
            var registered = CompletableFuture.supplyAsync(phone::register);
            try {
                assertEquals(200, registered.get(250, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                return registered;
            }
        }
        return fail("a full disk took everything");
    }

    private int get(String path, int leastBytes) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve(path)).build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertTrue(answer.body().length >= leastBytes);
        return answer.statusCode();
    }

    private Path fill() throws IOException {
        var ballast = data.resolve("ballast");
        try (var out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4096];
            while (Files.getFileStore(data).getUsableSpace() > 0) {
                out.write(page);
            }
        }
        return ballast;
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // No such command.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
