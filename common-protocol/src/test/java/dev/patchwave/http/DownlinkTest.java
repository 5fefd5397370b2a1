package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.patchwave.store.ReleaseStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class DownlinkTest {
    private static final Patch PATCH = Patch.of(16);

    @TempDir
    Path directory;

    @Test
    void allConnectionsTogetherKeepTheRateAndNobodyIsBlamedForOurPauses() throws Exception {
        long bitsPerSecond = 8L * PATCH.bytes().length / 7; // The patch takes seven seconds.
        var stall = Duration.ofMillis(350); // A turn of sixteen connections takes longer.
        var took = fetchAll(Downlink.ofBitsPerSecond(bitsPerSecond), stall);
        assertTrue(took.toMillis() > 6_000 && took.toMillis() < 12_000, took::toString);
    }

    @Test
    void itReadsOnFasterOnceItMay() throws Exception {
        var downlink = Downlink.ofBitsPerSecond(Long.MAX_VALUE);
        downlink.yieldTo(64_000); // A minute for the patch.
        var faster = Thread.startVirtualThread(() -> {
            await().until(() -> downlink.currentBitsPerSecond() > 0);
            downlink.yieldTo(Long.MAX_VALUE);
        });

        var took = fetchAll(downlink, Duration.ofSeconds(5));

        faster.join();
        assertTrue(took.toMillis() < 10_000, took::toString);
    }

    @Test
    void theKernelTellsTheDelayOfWhatIsSent() throws Exception {
        assumeTrue(Epoll.isAvailable(), "SKIPPED: the delay of what is sent is read from TCP_INFO, which needs Linux");
        try (var fixture = ServerFixture.serving(directory.resolve("theirs"));
                var reader = fixture.client()) {
            PATCH.storeIn(fixture.store, PATCH.all());
            reader.get("/v1/releases/" + Patch.RELEASE + "/content");
            var paths = new PathDelays();

            new UploadDelays().look(fixture.server.channels(), paths, 0);

            var sample = paths.together(0).orElseThrow();
            assertTrue(sample.roundTripNanos() < 1_000_000_000L, sample::toString);
            assertEquals(false, sample.lost());
        }
    }

    private Duration fetchAll(Downlink downlink, Duration stall) throws Exception {
        try (var fixture = ServerFixture.serving(directory.resolve("theirs"));
                var threads = HttpThreads.start("fetcher", 1, 4);
                var store = ReleaseStore.open(directory.resolve("mine"));
                var fetcher = new HttpFetcher(
                        threads,
                        FetcherLimits.DEFAULT.withStall(stall).withMaxConnectionsPerHolder(16),
                        Optional.of(new HolderId("p-me")),
                        DataPlaneTls.off(),
                        Optional.of(downlink))) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var held = PATCH.storeIn(store);
            try (var first = fixture.client()) {
                first.get("/v1/releases/" + Patch.RELEASE + "/content"); // A first answer may take its time.
            }
            var cache = new Holder(new HolderId("c"), HolderKind.OWN_CACHE, fixture.uri());
            long start = System.nanoTime();
            List<Fetch> fetches = new ArrayList<>();
            for (int n : PATCH.all()) {
                fetches.add(fetcher.fetchSegment(cache, held, n, FetchListener.NONE));
            }
            for (int n : PATCH.all()) {
                var outcome = fetches.get(n).outcome().toCompletableFuture().get(30, TimeUnit.SECONDS);
                assertEquals(new FetchOutcome.Stored(PATCH.segment(n).length, false), outcome);
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
