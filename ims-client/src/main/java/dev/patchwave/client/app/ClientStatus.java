package dev.patchwave.client.app;

import dev.patchwave.client.core.PendingUpgrade;
import dev.patchwave.release.Digest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.Scrubber;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreStatus;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a client tells of itself, gathered when it is asked. Any thread; does not wait. */
final class ClientStatus {
    private final String subscriber;
    private final String product;
    private final ClientMemory memory;
    private final ReleaseStore store;
    private final Swarms swarms;
    private final PeerService peers;
    private final InstalledPatch installed;
    private final Clock clock;
    private final Instant started;
    private volatile Optional<Scrubber> scrubber = Optional.empty();

    ClientStatus(
            String subscriber,
            String product,
            ClientMemory memory,
            ReleaseStore store,
            Swarms swarms,
            PeerService peers,
            InstalledPatch installed,
            Clock clock) {
        this.subscriber = subscriber;
        this.product = product;
        this.memory = memory;
        this.store = store;
        this.swarms = swarms;
        this.peers = peers;
        this.installed = installed;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Tells of it from now on. */
    void scrubbedBy(Optional<Scrubber> running) {
        scrubber = running;
    }

    ProgramStatus status() {
        var status = withoutDisk();
        return StoreStatus.of(store, 0, scrubber).map(status::with).orElse(status);
    }

    private ProgramStatus withoutDisk() {
        var state = memory.get();
        return new ProgramStatus(
                "client",
                state.member() + " " + subscriber,
                "",
                stage(),
                state.upgrade().installedVersion(),
                Duration.between(started, clock.instant()).toSeconds(),
                peers.uploadedBytes(),
                store.releases().stream().map(this::status).toList(),
                List.of(),
                List.of(),
                swarms.all().stream()
                        .flatMap(swarming -> swarming.bans().stream())
                        .map(HolderId::value)
                        .distinct()
                        .toList());
    }

    ClientProgress progress(long bytesPerSecond) {
        var upgrade = memory.get().upgrade();
        var release =
                upgrade.pending().map(pending -> pending.order().release()).or(this::installedRelease);
        var held = release.flatMap(store::find);
        return new ClientProgress(
                stage(),
                upgrade.installedVersion(),
                release,
                held.map(segments -> segments.owned().size()).orElse(0),
                held.map(segments -> segments.owned().count()).orElse(0),
                bytesPerSecond,
                held.map(ClientStatus::bytesBy).orElseGet(TreeMap::new),
                peers.serving(),
                peers.uploadedBytes());
    }

    /** Every byte that the network brought, for the rate. */
    long receivedBytes() {
        return store.releases().stream()
                .mapToLong(held -> held.ledger().receivedBytes())
                .sum();
    }

    /** What moved since the program started, for the swarm's origin. */
    MemberReport.Stat transfers() {
        var received = new TreeMap<HolderKind, Long>();
        for (var held : store.releases()) {
            for (var kind : HolderKind.values()) {
                received.merge(kind, held.ledger().receivedBytes(kind), Long::sum);
            }
        }
        return new MemberReport.Stat(peers.uploadedBytes(), received);
    }

    private String stage() {
        var upgrade = memory.get().upgrade();
        return upgrade.pending()
                .map(PendingUpgrade::stage)
                .map(stage -> stage.name().toLowerCase(Locale.ROOT))
                .orElse(upgrade.lastFailure().isPresent() ? "failed" : "idle");
    }

    private Optional<ReleaseId> installedRelease() {
        return store.releases().stream()
                .map(SegmentStore::release)
                .filter(this::isInstalled)
                .findFirst();
    }

    private boolean isInstalled(ReleaseId release) {
        return release.equals(new ReleaseId(product, memory.get().upgrade().installedVersion()));
    }

    private ReleaseStatus status(SegmentStore held) {
        var manifest = held.manifest();
        var owned = held.owned();
        boolean inUse = isInstalled(held.release());
        var digest = inUse ? installed.digest() : Optional.<Digest>empty();
        return new ReleaseStatus(
                held.release().toString(),
                manifest.sequence(),
                manifest.lengthBytes(),
                word(held, inUse),
                owned.size(),
                owned.count(),
                words(bytesBy(held)),
                held.ledger().receivedBytes(),
                beyondOwned(held),
                swarms.in(held.release()).map(Swarming::fetchedAgain).orElse(0),
                digest.map(Object::toString).orElse(""),
                digest.equals(Optional.of(manifest.digest())));
    }

    private String word(SegmentStore held, boolean inUse) {
        var upgrade = memory.get().upgrade();
        boolean failed = upgrade.lastFailure()
                        .filter(failure -> failure.sequence() == held.manifest().sequence())
                        .isPresent()
                && upgrade.pending().isEmpty();
        if (inUse) {
            return "installed";
        }
        return failed ? "failed" : held.owned().isFull() ? "complete" : "downloading";
    }

    /** What was received and is neither owned nor on its way into a segment that is being written. */
    private static long beyondOwned(SegmentStore held) {
        long ownedFromNetwork =
                bytesBy(held).values().stream().mapToLong(Long::longValue).sum();
        long beyond = held.ledger().receivedBytes() - ownedFromNetwork;
        return held.owned().isFull() ? beyond : 0;
    }

    private static SortedMap<HolderKind, Long> bytesBy(SegmentStore held) {
        var bytes = new TreeMap<HolderKind, Long>();
        for (var kind : HolderKind.values()) {
            bytes.put(kind, held.bytesBy(kind));
        }
        return bytes;
    }

    private static SortedMap<String, Long> words(SortedMap<HolderKind, Long> bytes) {
        var words = new TreeMap<String, Long>();
        bytes.forEach((kind, count) -> words.put(kind.word(), count));
        return words;
    }
}
