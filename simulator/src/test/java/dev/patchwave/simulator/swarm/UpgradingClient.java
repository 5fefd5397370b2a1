package dev.patchwave.simulator.swarm;

import dev.patchwave.client.core.PendingUpgrade;
import dev.patchwave.client.core.Receipt;
import dev.patchwave.client.core.Upgrade;
import dev.patchwave.client.core.UpgradeEffect;
import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.core.UpgradePolicy;
import dev.patchwave.client.core.UpgradeState;
import dev.patchwave.release.ReleaseId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A client with two releases: its {@link Upgrade} decides which of them it fetches, installs, and lets go. Its state survives a crash. It
 * has the manifest of the older release.
 */
final class UpgradingClient {
    private static final String CAME_WITH = "1.0";
    private static final Duration INSTALLS_FOR = Duration.ofMillis(1_500);

    private final SimulatedSwarm swarm;
    private final SimulatedProgram older;
    private final SimulatedProgram newer;
    private final FillingCache cache;
    private final List<String> wrongs = new ArrayList<>();
    private final CoreLives<UpgradeEvent, UpgradeEffect> core = new CoreLives<>();
    private UpgradeState kept = UpgradeState.initial(CAME_WITH);

    UpgradingClient(SimulatedSwarm swarm, SimulatedProgram older, SimulatedProgram newer, FillingCache cache) {
        this.swarm = swarm;
        this.older = older;
        this.newer = newer;
        this.cache = cache;
    }

    SimulatedProgram older() {
        return older;
    }

    List<String> wrongs() {
        return wrongs;
    }

    boolean runs(long sequence) {
        return kept.installedSequence() == sequence;
    }

    UpgradeState remembers() {
        return kept;
    }

    /** It shares what it runs, or goes on with what it fetches. It was told of the older release before it all began. */
    void starts(InstantSource clock) {
        int starting = core.current() + 1;
        older.leaves(); // Until its upgrade wants it.
        var upgrade =
                new Upgrade(NewerRelease.OLD.product(), UpgradePolicy.standard(), kept, new SplittableRandom(starting));
        core.begin(new CoreOnVirtualTime<>(swarm.time(), clock, upgrade, this::perform));
        core.tell(new UpgradeEvent.Started());
        core.answer(
                starting, new UpgradeEvent.Told(NewerRelease.order(NewerRelease.OLD, NewerRelease.SEQUENCE_OF_OLD)));
        if (core.current() == starting && kept.pending().isEmpty() && !runs(0)) {
            in(runs(NewerRelease.SEQUENCE_OF_OLD) ? NewerRelease.OLD : NewerRelease.NEW)
                    .joinAnew();
        }
    }

    void dies() {
        core.end();
    }

    void isWiped() {
        kept = UpgradeState.initial(CAME_WITH);
    }

    void told(UpgradeOrder order) {
        core.tell(new UpgradeEvent.Told(order));
    }

    void finished(ReleaseId release) {
        core.tell(new UpgradeEvent.DownloadFinished(release));
    }

    /** It must be what its upgrade wants now. */
    void fetches(ReleaseId release) {
        boolean wanted = kept.pending()
                .filter(pending -> pending.stage() == PendingUpgrade.Stage.DOWNLOADING)
                .filter(pending -> pending.order().release().equals(release))
                .isPresent();
        if (!wanted) {
            wrongs.add(older.name() + " fetches " + release + " and remembers " + kept);
        }
    }

    private void perform(UpgradeEffect effect) {
        switch (effect) {
            case UpgradeEffect.Remember(var state) -> remember(state);
            case UpgradeEffect.FetchManifest(var release, var uri) -> fetchManifest(release);
            case UpgradeEffect.Download(var release) -> in(release).joinAnew();
            case UpgradeEffect.Abandon(var release) -> in(release).leaves();
            case UpgradeEffect.Install(var release) -> install(release);
            case UpgradeEffect.Report(var change) ->
                later(Duration.ZERO, new UpgradeEvent.ReportAnswered(change, new Receipt.Taken()));
            case UpgradeEffect.AskUser(var order) -> wrongs.add(older.name() + " asked its user");
            case UpgradeEffect.Resubscribe(var version) -> {}
        }
    }

    private void remember(UpgradeState state) {
        if (state.installedSequence() < kept.installedSequence()) {
            wrongs.add(older.name() + " went back from " + kept.installedVersion() + " to " + state.installedVersion());
        }
        kept = state;
    }

    /** What it puts to use must be whole. */
    private void install(ReleaseId release) {
        if (!in(release).isDone()) {
            wrongs.add(older.name() + " installs " + release + " with "
                    + in(release).owned());
        }
        later(INSTALLS_FOR, new UpgradeEvent.Installed(release));
    }

    private void fetchManifest(ReleaseId release) {
        if (release.equals(NewerRelease.OLD)) {
            later(Duration.ZERO, new UpgradeEvent.ManifestTrusted(release, NewerRelease.SEQUENCE_OF_OLD));
            return;
        }
        int asking = core.current();
        Runnable lost = () -> core.answer(asking, new UpgradeEvent.ManifestUnreachable(release, "no answer"));
        Runnable got =
                () -> core.answer(asking, new UpgradeEvent.ManifestTrusted(release, NewerRelease.SEQUENCE_OF_NEW));
        var network = swarm.network();
        var at = cache.older().node();
        network.message(
                older.node(),
                at,
                () -> network.message(at, older.node(), cache.hasManifest() ? got : lost, lost),
                lost);
    }

    private void later(Duration delay, UpgradeEvent event) {
        int asking = core.current();
        swarm.time().after(delay, () -> core.answer(asking, event));
    }

    private SimulatedProgram in(ReleaseId release) {
        return release.equals(NewerRelease.OLD) ? older : newer;
    }
}
