package dev.patchwave.simulator.swarm;

import dev.patchwave.cache.core.FillEffect;
import dev.patchwave.cache.core.FillEvent;
import dev.patchwave.cache.core.FillOrders;
import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.SplittableRandom;

/** A cache with two releases: its {@link FillOrders} decide when the newer one is filled. It has the manifest of the older one. */
final class FillingCache {
    private static final int KEPT_RELEASES = 2;
    private static final URI AT_THE_SOURCE = URI.create("http://source/manifest");

    private final SimulatedSwarm swarm;
    private final SimulatedProgram source;
    private final SimulatedProgram older;
    private final SimulatedProgram newer;
    private final CoreLives<FillEvent, FillEffect> orders = new CoreLives<>();
    private boolean hasManifest;

    FillingCache(SimulatedSwarm swarm, SimulatedProgram source, SimulatedProgram older, SimulatedProgram newer) {
        this.swarm = swarm;
        this.source = source;
        this.older = older;
        this.newer = newer;
    }

    SimulatedProgram older() {
        return older;
    }

    SimulatedProgram newer() {
        return newer;
    }

    /** Of the newer release on its disk, for its clients to fetch. */
    boolean hasManifest() {
        return hasManifest;
    }

    /** It is in the swarm of the older release, and goes on with what is on its disk. */
    void starts(InstantSource clock) {
        var core = new FillOrders(KEPT_RELEASES, Set.of(), new SplittableRandom(orders.current() + 1));
        orders.begin(new CoreOnVirtualTime<>(swarm.time(), clock, core, this::perform));
        orders.tell(new FillEvent.Restored(NewerRelease.OLD, NewerRelease.SEQUENCE_OF_OLD, older.isDone()));
        if (hasManifest) {
            orders.tell(new FillEvent.Restored(NewerRelease.NEW, NewerRelease.SEQUENCE_OF_NEW, newer.isDone()));
        }
    }

    void dies() {
        orders.end();
    }

    void isWiped() {
        hasManifest = false;
    }

    void ordered() {
        orders.tell(new FillEvent.Ordered(NewerRelease.NEW, NewerRelease.SEQUENCE_OF_NEW, AT_THE_SOURCE));
    }

    void filled(ReleaseId release) {
        orders.tell(new FillEvent.Filled(release));
    }

    private void perform(FillEffect effect) {
        switch (effect) {
            case FillEffect.FetchManifest(var release, var uri) -> fetchManifest(release);
            case FillEffect.StartFill(var release) -> joins(release);
            case FillEffect.Serve(var release) -> joins(release);
            case FillEffect.Evict(var release) -> throw new IllegalStateException("evicts " + release);
            case FillEffect.Refuse(var release, var reason) ->
                throw new IllegalStateException("refuses " + release + ": " + reason);
        }
    }

    private void joins(ReleaseId release) {
        if (release.equals(NewerRelease.NEW)) {
            newer.joinAnew();
        }
    }

    private void fetchManifest(ReleaseId release) {
        int asking = orders.current();
        Runnable lost = () -> orders.answer(asking, new FillEvent.ManifestUnavailable(release, "no answer"));
        Runnable kept = () -> {
            hasManifest |= orders.current() == asking;
            orders.answer(asking, new FillEvent.ManifestKept(release));
        };
        var network = swarm.network();
        network.message(
                older.node(), source.node(), () -> network.message(source.node(), older.node(), kept, lost), lost);
    }
}
