package dev.patchwave.simulator.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Lower bounds on the time of the last client, in seconds, for any design: a fluid model without protocol cost.
 *
 * <p>Every byte that a client receives was sent once over somebody's uplink. With F bits to each of N clients, payload efficiency e,
 * and U the sum of all uplinks:
 * <pre>
 *   source  F / (e * (source's uplink + those of preloaded caches))    one copy must leave who has it
 *   down    last arrival + F / (e * a client's downlink)
 *   total   the largest, over k, of: k-th arrival + (N - k + 1) * F / (e * U)
 *   dead    t + (N * F - e * U * t) / (e * (U - u))                    an uplink u is lost at t
 * </pre>
 * What a cache gets is not charged to anybody, for it might relay. Without caches this is the bound for peer-to-peer distribution of
 * Kurose and Ross; {@code direct} is theirs for client and server.
 *
 * @param cdn when only caches serve clients, and the source serves only caches
 * @param direct when only the source serves
 * @param uplinksBitsPerSecond U
 */
public record Bounds(
        double source,
        double down,
        double total,
        double dead,
        double direct,
        double cdn,
        double efficiency,
        double uplinksBitsPerSecond) {

    /** A domain's cache; {@code preloaded}: it has the patch at the start. */
    public record Cache(double up, boolean preloaded) {}

    /**
     * What the bounds are taken from. Rates in bits a second on the wire.
     *
     * @param caches one a domain; the domains have as many clients each
     * @param arrivals of clients, in seconds, rising
     */
    public record Given(
            double lengthBytes,
            double efficiency,
            double sourceUp,
            List<Cache> caches,
            double clientUp,
            double clientDown,
            List<Double> arrivals) {
        /** Seconds that one copy takes at one bit a second on the wire. */
        private double copy() {
            return lengthBytes * 8 / efficiency;
        }

        private double preloadedUp() {
            return caches.stream()
                    .filter(Cache::preloaded)
                    .mapToDouble(Cache::up)
                    .sum();
        }

        private double uplinks() {
            return sourceUp + caches.stream().mapToDouble(Cache::up).sum() + arrivals.size() * clientUp;
        }

        private double cdn() {
            double clients = arrivals.size();
            double slowest = caches.stream().mapToDouble(Cache::up).min().orElse(Double.POSITIVE_INFINITY);
            long pulls = caches.stream().filter(cache -> !cache.preloaded()).count();
            return Math.max(clients / Math.max(1, caches.size()) * copy() / slowest, pulls * copy() / sourceUp);
        }

        private double total() {
            double total = 0;
            int left = arrivals.size();
            double oneCopy = copy() / uplinks();
            for (double arrival : arrivals) {
                total = Math.max(total, arrival + left * oneCopy);
                left--;
            }
            return total;
        }
    }

    public static Bounds of(Given given) {
        return new Bounds(
                given.copy() / (given.sourceUp + given.preloadedUp()),
                given.arrivals.getLast() + given.copy() / given.clientDown,
                given.total(),
                0,
                given.arrivals.size() * given.copy() / given.sourceUp,
                given.cdn(),
                given.efficiency,
                given.uplinks());
    }

    /** The same when an uplink of {@code lost} bits a second vanished {@code atSeconds}. */
    public Bounds losing(double lost, double atSeconds, Given given) {
        double bits = given.arrivals.size() * given.lengthBytes * 8;
        double left = Math.max(0, bits - efficiency * uplinksBitsPerSecond * atSeconds);
        double after = atSeconds + left / (efficiency * (uplinksBitsPerSecond - lost));
        return new Bounds(source, down, total, after, direct, cdn, efficiency, uplinksBitsPerSecond);
    }

    /** The largest of those that hold for any design. */
    public double seconds() {
        return DoubleStream.of(source, down, total, dead).max().orElseThrow();
    }
}
