package dev.patchwave.client.app;

import dev.patchwave.client.core.StateChange;
import dev.patchwave.client.core.UpgradeEffect;
import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.Installation;
import dev.patchwave.client.disk.Installer;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Signal;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.token.MemberTokens;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the {@link dev.patchwave.client.core.Upgrade} decides: keeps its state, obtains manifests, joins swarms, installs,
 * reports.
 *
 * <p>{@link #perform} runs on the upgrade's loop and waits for nothing but the state file; all else happens on the executor or by
 * completion, and comes back as events.
 */
final class Upgrading {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrading.class);

    private final ClientMemory memory;
    private final ManifestFetch manifests;
    private final ReleaseStore store;
    private final Swarms swarms;
    private final StopGate gate;
    private final BiFunction<SegmentStore, URI, Swarming> newSwarming;
    private final Optional<URI> source;
    private final Installer installer;
    private final InstalledPatch installed;
    private final Signalling signalling;
    private final Executor executor;
    private final MemberTokens tokens;
    private final Consumer<UpgradeEvent> upgrade;
    private volatile Optional<URI> begunAt = Optional.empty(); // Until it was tried without this origin.

    /**
     * @param gate what it holds back is done when it may be
     * @param newSwarming makes a membership from the store and the base of the swarm's origin
     * @param source base of the source's data plane, for resume
     * @param executor of one thread, so that installations and removals come one after the other
     */
    Upgrading(
            ClientMemory memory,
            ManifestFetch manifests,
            ReleaseStore store,
            Swarms swarms,
            StopGate gate,
            BiFunction<SegmentStore, URI, Swarming> newSwarming,
            Optional<URI> source,
            Installer installer,
            InstalledPatch installed,
            Signalling signalling,
            Executor executor,
            MemberTokens tokens,
            Consumer<UpgradeEvent> upgrade) {
        this.memory = memory;
        this.manifests = manifests;
        this.store = store;
        this.swarms = swarms;
        this.gate = gate;
        this.newSwarming = newSwarming;
        this.source = source;
        this.installer = installer;
        this.installed = installed;
        this.signalling = signalling;
        this.executor = executor;
        this.tokens = tokens;
        this.upgrade = upgrade;
    }

    /** Offers what was installed before to peers again, and obeys stop orders from now on. */
    void seedAgain() {
        memory.get().seed().ifPresent(seed -> gate.run(seed.release(), this::seed));
        gate.obey(this::rejoin);
    }

    /** Where stop orders are asked for while something waits to be resumed. */
    Optional<URI> whoKnowsOfStops() {
        return gate.holds() ? origin() : Optional.empty();
    }

    /**
     * Where the keys of tokens are asked for: our origin, then the caches of other domains, then the source where it is configured. Whoever brings
     * them, they are believed by what signed them.
     */
    List<URI> whoKnowsKeys() {
        var home = origin().stream();
        return home.flatMap(there ->
                        Stream.concat(Stream.concat(Stream.of(there), swarms.otherCaches().stream()), source.stream()))
                .toList();
    }

    /** Where the swarm is met that this client is in or was in last. */
    Optional<URI> origin() {
        var state = memory.get();
        return state.upgrade()
                .pending()
                .map(pending -> pending.order().manifest())
                .or(() -> state.seed().map(ClientState.Seed::manifest));
    }

    private void rejoin(ReleaseId release) {
        if (memory.get()
                .upgrade()
                .pending()
                .filter(pending -> pending.order().release().equals(release))
                .isPresent()) {
            begunAt = Optional.empty(); // What was stopped by order says nothing about its origin.
            download(release);
        } else {
            seed();
        }
    }

    private void seed() {
        memory.get()
                .seed()
                .ifPresent(seed -> store.find(seed.release())
                        .filter(held -> held.owned().isFull())
                        .ifPresent(held -> swarms.join(newSwarming.apply(held, seed.manifest()))));
    }

    void perform(UpgradeEffect effect) {
        switch (effect) {
            case UpgradeEffect.Remember(var state) -> memory.change(known -> known.with(state));
            case UpgradeEffect.AskUser(var order) ->
                LOG.atInfo().addKeyValue("release", order.release()).log("an upgrade is offered, the user is asked");
            case UpgradeEffect.FetchManifest(var release, var manifest) ->
                gate.run(release, () -> fetchManifest(release, manifest));
            case UpgradeEffect.Download(var release) -> gate.run(release, () -> download(release));
            case UpgradeEffect.Abandon(var release) -> {
                gate.forget(release);
                abandon(release);
            }
            case UpgradeEffect.Install(var release) -> installUnlessStopped(release);
            case UpgradeEffect.Report(var change) -> report(change);
            case UpgradeEffect.Resubscribe(var version) -> {
                LOG.atInfo().addKeyValue("version", version).log("upgraded");
                signalling.subscribeAs(version);
            }
        }
    }

    private void fetchManifest(ReleaseId release, URI manifest) {
        LOG.atInfo().addKeyValue("release", release).log("obtaining the manifest");
        var obtained = manifests
                .obtain(release, manifest)
                .thenCombine(tokens.ready(release), (event, ready) -> event); // The swarm comes next, and wants it.
        var unused = obtained.thenAccept(event -> {
            if (!(event instanceof UpgradeEvent.ManifestTrusted)) {
                LOG.atWarn()
                        .addKeyValue("release", release)
                        .addKeyValue("event", event)
                        .log("no manifest");
            }
            upgrade.accept(event);
        });
    }

    private void download(ReleaseId release) {
        var held = store.find(release);
        var order = memory.get().upgrade().pending().orElseThrow().order();
        if (held.isEmpty()) {
            upgrade.accept(new UpgradeEvent.DownloadFailed(release, "its place on disk has gone"));
            return;
        }
        var owned = held.get().owned();
        LOG.atInfo()
                .addKeyValue("release", release)
                .addKeyValue("owned", owned.count())
                .addKeyValue("segments", owned.size())
                .log(owned.isEmpty() ? "downloading" : "going on with the download");
        var swarming = newSwarming.apply(held.get(), order.manifest());
        swarms.join(swarming);
        if (isWithoutOrigin(order.manifest())) {
            swarming.doubtOrigin();
        } else if (!owned.isEmpty() && !owned.isFull()) {
            source.ifPresent(there -> {
                var unused = tokens.ready(release).thenRun(() -> swarming.resumeBy(there));
            });
        }
    }

    /** Each second attempt at the same place: its origin may answer well and plan badly, which shows only in that nothing comes. */
    private boolean isWithoutOrigin(URI origin) {
        boolean second = begunAt.equals(Optional.of(origin));
        begunAt = second ? Optional.empty() : Optional.of(origin);
        return second;
    }

    private void abandon(ReleaseId release) {
        boolean stillUseful = memory.get().seed().map(ClientState.Seed::release).equals(Optional.of(release));
        LOG.atInfo()
                .addKeyValue("release", release)
                .addKeyValue(
                        "reason",
                        memory.get()
                                .upgrade()
                                .lastFailure()
                                .map(failure -> failure.reason())
                                .orElse(""))
                .log("upgrade given up");
        if (!stillUseful) {
            swarms.leave(release);
        }
    }

    /** Asked once more right before the switch, since copying a patch may take long. */
    private void installUnlessStopped(ReleaseId release) {
        var origin = memory.get().upgrade().pending().orElseThrow().order().manifest();
        gate.runAfterALook(
                origin,
                release,
                () -> executor.execute(
                        () -> install(release).ifPresentOrElse(upgrade, () -> installUnlessStopped(release))));
    }

    /** Empty when it was stopped in the middle. */
    private Optional<UpgradeEvent> install(ReleaseId release) {
        try {
            var held = store.find(release).orElseThrow(() -> new IOException("its place on disk has gone"));
            var manifest = held.manifest();
            return switch (installer.install(
                    release.version(), held.contentPath(), manifest.digest(), () -> !gate.stops(release))) {
                case Installation.Installed done -> Optional.of(installed(release));
                case Installation.Unwanted stopped -> Optional.empty();
                case Installation.Reverted(var version, var reason, var backTo) ->
                    Optional.of(new UpgradeEvent.InstallFailed(release, reason));
            };
        } catch (IOException e) {
            return Optional.of(
                    DurableFiles.isPassing(e)
                            ? noRoom(release, e)
                            : new UpgradeEvent.InstallFailed(release, e.getMessage()));
        }
    }

    private static UpgradeEvent noRoom(ReleaseId release, IOException e) {
        LOG.atWarn()
                .addKeyValue("release", release)
                .addKeyValue("reason", e.getMessage())
                .log("the disk takes no installation now, it is tried again");
        return new UpgradeEvent.NoRoom(release, String.valueOf(e.getMessage()));
    }

    /**
     * The release is in use: all others may go, and it is what we seed. They go first, since on a full disk theirs is the room to write that
     * down. After a crash in between the seed is a release that is not there, which {@link #seed} passes over, and the installation comes again.
     */
    private UpgradeEvent installed(ReleaseId release) throws IOException {
        var order = memory.get().upgrade().pending().orElseThrow().order();
        for (var other : store.releases()) {
            if (!other.release().equals(release) && other.manifest().sequence() < order.sequence()) {
                swarms.leave(other.release());
                store.remove(other.release());
            }
        }
        memory.change(known -> known.with(new ClientState.Seed(release, order.manifest())));
        installed.look();
        return new UpgradeEvent.Installed(release);
    }

    private void report(StateChange change) {
        var bytes = new TreeMap<String, Long>();
        var held = store.find(change.release());
        held.ifPresent(segments -> {
            for (var kind : HolderKind.values()) {
                bytes.put(kind.word(), segments.bytesBy(kind));
            }
        });
        var report = new Signal.UpgradeReport(
                memory.get().instance(),
                change.campaign(),
                change.release(),
                change.fromVersion(),
                change.outcome(),
                Optional.of(change.detail()).filter(text -> !text.isEmpty()),
                bytes,
                held.map(segments -> segments.ledger().uploadedBytes()).orElse(0L));
        var unused = signalling
                .report(report)
                .thenAccept(receipt -> upgrade.accept(new UpgradeEvent.ReportAnswered(change, receipt)));
    }
}
