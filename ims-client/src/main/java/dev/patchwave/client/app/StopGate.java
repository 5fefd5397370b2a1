package dev.patchwave.client.app;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.stop.StopBook;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Holds back what a stop order forbids, the last of each release, and does it once the release is resumed. Any thread; what it does must not
 * wait.
 */
final class StopGate {
    private static final long LOOK_SECONDS = 3;

    private final StopBook stops;
    private final Swarms swarms;
    private final Function<URI, CompletableFuture<Void>> asks;
    private final Map<ReleaseId, Runnable> held = new TreeMap<>(); // Guarded by this.

    /** @param asks asks whoever is there for its stop orders, and takes them */
    StopGate(StopBook stops, Swarms swarms, Function<URI, CompletableFuture<Void>> asks) {
        this.stops = stops;
        this.swarms = swarms;
        this.asks = asks;
    }

    boolean stops(ReleaseId release) {
        return stops.stops(release);
    }

    /** Does something now, or when the release is resumed. */
    synchronized void run(ReleaseId release, Runnable task) {
        if (stops.stops(release)) {
            held.put(release, task);
        } else {
            task.run();
        }
    }

    /**
     * The same after a last look at what {@code origin} knows, for what cannot be taken back: a client that was away may have missed the order.
     * Whoever does not answer soon holds up nothing.
     */
    void runAfterALook(URI origin, ReleaseId release, Runnable task) {
        var unused = asks.apply(origin)
                .orTimeout(LOOK_SECONDS, TimeUnit.SECONDS)
                .whenComplete((answered, failure) -> run(release, task));
    }

    /** What was held back of a release is wanted no more. */
    synchronized void forget(ReleaseId release) {
        held.remove(release);
    }

    /** Whether something waits to be resumed. */
    synchronized boolean holds() {
        return !held.isEmpty();
    }

    /**
     * Leaves the swarms of what is stopped from now on, and of whatever is stopped later.
     *
     * @param rejoin goes back to the swarm of a release that is resumed
     */
    void obey(Consumer<ReleaseId> rejoin) {
        stops.onNews(news -> look(rejoin));
        look(rejoin);
    }

    private synchronized void look(Consumer<ReleaseId> rejoin) {
        for (Swarming swarming : swarms.all()) {
            ReleaseId release = swarming.release();
            if (stops.stops(release)) {
                swarms.leave(release);
                held.put(release, () -> rejoin.accept(release));
            }
        }
        for (var waiting : new TreeMap<>(held).entrySet()) {
            if (!stops.stops(waiting.getKey())) {
                held.remove(waiting.getKey());
                waiting.getValue().run();
            }
        }
    }
}
