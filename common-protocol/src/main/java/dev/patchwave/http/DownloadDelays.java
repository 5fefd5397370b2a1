package dev.patchwave.http;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks those of whom we download how long an answer takes: a HEAD on a connection of its own, which only ever waits in the queues
 * that our downloads stand in too.
 *
 * <p>The receiver of a stream has no better measure: the kernel's own ({@code rcv_rtt}) counts the sender's pauses as delay, and
 * holders pause to share their uplinks. A question without an answer is a sample too as soon as it is late. At most
 * {@value #MAX_ASKED} are asked at a time, one question each. Thread-safe.
 */
final class DownloadDelays {
    static final int MAX_ASKED = 4;
    private static final long GIVEN_UP_NANOS = 5_000_000_000L;

    private final Function<URI, CompletableFuture<HttpReply>> ask;
    private final Waits waits;
    private final long lateNanos;
    private final LongSupplier nanoClock;
    private final PathDelays paths = new PathDelays();
    private final Map<String, Long> askedNanos = new TreeMap<>();
    private final TreeSet<String> connected = new TreeSet<>();
    private boolean news;

    /** What of a wait for an answer was spent on the way. */
    @FunctionalInterface
    interface Waits {
        long networkNanos(String site, long waitedNanos);
    }

    /**
     * Asks nobody yet.
     *
     * @param ask sends a HEAD; completed when an answer came, or none will
     * @param waits e.g. {@link Acknowledgements}
     * @param lateNanos beyond the base delay, after which a question without an answer counts
     */
    DownloadDelays(
            Function<URI, CompletableFuture<HttpReply>> ask, Waits waits, long lateNanos, LongSupplier nanoClock) {
        this.ask = ask;
        this.waits = waits;
        this.lateNanos = lateNanos;
        this.nanoClock = nanoClock;
    }

    /** Asks those of {@code holders}, each the base of a data plane, that owe no answer. */
    void ask(Collection<URI> holders) {
        holders.stream().map(URI::toString).sorted().distinct().limit(MAX_ASKED).forEach(this::ask);
    }

    /** All of them together, with those whose answers are late already; empty when nothing is new. */
    synchronized Optional<DelaySample> together() {
        long now = nanoClock.getAsLong();
        askedNanos.forEach((site, at) -> paths.baseNanos(site)
                .filter(base -> now - at > base + lateNanos)
                .ifPresent(base -> sampled(site, now - at, now)));
        askedNanos.values().removeIf(at -> now - at > GIVEN_UP_NANOS);
        boolean fresh = news;
        news = false;
        return fresh ? paths.together(now) : Optional.empty();
    }

    private void sampled(String site, long waitedNanos, long now) {
        paths.sampled(site, Math.max(1, waits.networkNanos(site, waitedNanos)), false, now);
        news = true;
    }

    private void ask(String site) {
        long now = nanoClock.getAsLong();
        synchronized (this) {
            if (askedNanos.putIfAbsent(site, now) != null) {
                return;
            }
        }
        var unused = ask.apply(URI.create(site).resolve("/healthz")).thenAccept(reply -> answered(site, now, reply));
    }

    private synchronized void answered(String site, long atNanos, HttpReply reply) {
        if (!askedNanos.remove(site, atNanos)) {
            return;
        }
        if (reply instanceof HttpReply.Failed) {
            connected.remove(site);
        } else if (!connected.add(site)) { // The first answer also took a connection.
            long now = nanoClock.getAsLong();
            sampled(site, now - atNanos, now);
        } else if (connected.size() > PathDelays.MAX_PATHS) {
            connected.pollFirst();
        }
    }
}
