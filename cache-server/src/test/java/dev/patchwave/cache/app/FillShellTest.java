package dev.patchwave.cache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.cache.core.FillOrders;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.stop.StopBook;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.TestRelease;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.Member;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.follow.ListedPublishers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache's fills on a real disk, with a source that nobody reaches. */
class FillShellTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final TestRelease OLD = TestRelease.of(ReleaseId.parse("p@1"), 1, 1 << 17, 1);
    private static final TestRelease NEW = TestRelease.of(ReleaseId.parse("p@2"), 2, 1 << 17, 2);

    private record Told(Manifest manifest, Optional<String> trouble) {}

    @TempDir
    private Path temporary;

    private final HttpThreads threads = HttpThreads.start("fills", 1, 1);
    private final HttpFetcher fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.empty());
    private final CachedReleases releases = new CachedReleases();
    private final Map<ReleaseId, CachedRelease.Ear> ears = new ConcurrentHashMap<>();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private ReleaseStore store;
    private FillShell fills;

    @BeforeEach
    void open() throws IOException {
        store = ReleaseStore.open(temporary.resolve("releases"));
        store.create(OLD.signed());
        store.create(NEW.signed());
        var key = temporary.resolve("publisher.pem");
        TestRelease.PUBLISHER.write(key);
        var trust = ListedPublishers.read(List.of(PublisherKey.publicFile(key).toString()));
        fills = new FillShell(
                new FillOrders(1, Set.of(), new Random(1)),
                store,
                releases,
                trust,
                NOWHERE,
                fetcher,
                release -> CompletableFuture.completedFuture(null),
                StopBook.open(temporary, trust),
                this::begin,
                (manifest, trouble) -> told.add(new Told(manifest, trouble)),
                Set.of(),
                Clock.systemUTC(),
                Clock.systemUTC(),
                fault -> {});
        fills.start();
        Awaitility.await().atMost(SOON).until(() -> releases.all().size() == 2);
    }

    @AfterEach
    void close() throws IOException {
        fills.close();
        fetcher.close();
        threads.close();
        store.close();
    }

    /** Its swarm's last word was all that it owned: without this one the source would send others here. */
    @Test
    void theSourceIsToldThatAnOlderReleaseHasMadeRoomForANewerOne() {
        ears.get(OLD.manifest().release()).pinned(false);

        Awaitility.await().atMost(SOON).until(() -> !told.isEmpty());
        assertEquals(List.of(new Told(OLD.manifest(), Optional.empty())), told, "the disk is in no trouble");
        assertTrue(store.find(OLD.manifest().release()).isEmpty());
        assertTrue(releases.find(OLD.manifest().release()).isEmpty());
    }

    private CachedRelease begin(SegmentStore held, CachedRelease.Ear ear) {
        ears.put(held.release(), ear);
        var self = new HolderId("cache-1");
        var member = new Member(
                self,
                Optional.empty(),
                OptionalLong::empty,
                Optional::empty,
                List::of,
                undelivered -> {},
                () -> MemberReport.Stat.NONE);
        return new CachedRelease(
                new CachedRelease.Surroundings(
                        member,
                        new Holder(self, HolderKind.OWN_CACHE, NOWHERE),
                        NOWHERE,
                        () -> 1,
                        true,
                        Dialback.trusting(),
                        fetcher,
                        stops -> {},
                        Clock.systemUTC(),
                        () -> new Random(1),
                        fault -> {}),
                held,
                ear);
    }
}
