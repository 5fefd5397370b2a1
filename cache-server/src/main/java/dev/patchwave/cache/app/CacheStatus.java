package dev.patchwave.cache.app;

import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.status.DiskStatus;
import dev.patchwave.status.MemberStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.status.StatusCodec;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What this cache says of itself at {@code /v1/status}. Any thread. */
final class CacheStatus {
    private static final int MAX_MEMBERS_SHOWN = 1_000;
    private static final int MAX_BANS_SHOWN = 1_000;

    private final CacheConfig config;
    private final CachedReleases releases;
    private final LongSupplier uploadedBytes;
    private final Supplier<SortedMap<String, Instant>> expiries;
    private final Supplier<Optional<DiskStatus>> disk;
    private final Clock clock;
    private final Instant started;

    CacheStatus(
            CacheConfig config,
            CachedReleases releases,
            LongSupplier uploadedBytes,
            Supplier<SortedMap<String, Instant>> expiries,
            Supplier<Optional<DiskStatus>> disk,
            Clock clock) {
        this.config = config;
        this.releases = releases;
        this.uploadedBytes = uploadedBytes;
        this.expiries = expiries;
        this.disk = disk;
        this.clock = clock;
        this.started = clock.instant();
    }

    Response answer(Request request) {
        var now = now();
        return Response.json(200, StatusCodec.write(disk.get().map(now::with).orElse(now)));
    }

    private ProgramStatus now() {
        return new ProgramStatus(
                        "cache",
                        config.name(),
                        config.domain(),
                        "serving",
                        "",
                        Duration.between(started, clock.instant()).toSeconds(),
                        uploadedBytes.getAsLong(),
                        releases.all().stream().map(CacheStatus::release).toList(),
                        releases.all().stream()
                                .flatMap(this::members)
                                .limit(MAX_MEMBERS_SHOWN)
                                .toList(),
                        List.of(),
                        releases.all().stream()
                                .flatMap(release -> release.domainSwarm().status().banned().stream())
                                .map(HolderId::value)
                                .distinct()
                                .limit(MAX_BANS_SHOWN)
                                .toList())
                .with(expiries.get());
    }

    private Stream<MemberStatus> members(CachedRelease release) {
        int segments = release.store().manifest().segmentCount();
        return release.domainSwarm().status().members().stream()
                .map(member -> new MemberStatus(
                        member.id().value(),
                        "client",
                        config.domain(),
                        release.store().release().toString(),
                        member.owned(),
                        segments,
                        member.owned() == segments ? "complete" : "downloading"));
    }

    private static ReleaseStatus release(CachedRelease release) {
        SegmentStore store = release.store();
        var manifest = store.manifest();
        var owned = store.owned();
        var from = new TreeMap<String, Long>();
        Arrays.stream(HolderKind.values())
                .filter(kind -> store.bytesBy(kind) > 0)
                .forEach(kind -> from.put(kind.word(), store.bytesBy(kind)));
        return new ReleaseStatus(
                manifest.release().toString(),
                manifest.sequence(),
                manifest.lengthBytes(),
                release.state(),
                manifest.segmentCount(),
                owned.count(),
                from,
                store.ledger().receivedBytes(),
                0,
                0,
                "",
                false);
    }
}
