package dev.patchwave.simulator.scenario;

import dev.patchwave.simulator.network.Node;
import dev.patchwave.simulator.swarm.Patience;
import dev.patchwave.simulator.swarm.Receipt;
import dev.patchwave.simulator.swarm.SimulatedProgram;
import dev.patchwave.simulator.swarm.SimulatedSwarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One domain of an {@link ApartRun}: its cache gets each segment at a given time, its clients feed each other. One thread. */
final class DomainRun {
    private static final double NANOS = 1e9;
    /** Members by the ten thousand would otherwise ask for nothing but whether there is something to ask. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final Duration FETCH = Duration.ofMinutes(5);

    /** What it came to; times in seconds, of clients that finished. */
    record Result(
            Times durations,
            Times finishes,
            int stranded,
            long cacheBytes,
            long bytesTwice,
            long verifiedTwice,
            Map<String, Integer> fetches,
            List<String> wrongs,
            long happened) {}

    private final Scenario scenario;
    private final SimulatedSwarm swarm;
    private final SimulatedProgram cache;
    private final List<SimulatedProgram> clients = new ArrayList<>();
    private final double[] arrivals;
    private long cacheBytes;

    private DomainRun(Scenario scenario, int domain) {
        this.scenario = scenario;
        long seed = scenario.seed() * 1_000_003L + domain;
        this.swarm = new SimulatedSwarm(
                        seed,
                        scenario.patch().shape(),
                        scenario.links().model(),
                        (from, to, bytes) -> sent(from, bytes))
                .with(Patience.download(FETCH, QUIET.multipliedBy(3)), Patience.tracker(QUIET))
                .withoutReceipts();
        var given = scenario.domains();
        this.cache = swarm.loneCache(
                "cache-" + domain,
                given.cacheUp().bitsPerSecond(),
                given.cacheDown().bitsPerSecond());
        for (int i = 0; i < given.clients(); i++) {
            var client = swarm.clientAt(
                    "p-" + i,
                    cache,
                    given.clientUp().bitsPerSecond(),
                    given.clientDown().bitsPerSecond());
            clients.add(given.clientsServe() ? client : client.servesNobody());
        }
        double over = scenario.arrivals().over().duration().toNanos() / NANOS;
        this.arrivals = new SplittableRandom(seed)
                .doubles(clients.size())
                .map(share -> share * over)
                .sorted()
                .toArray();
    }

    /** Plays it; {@code filled} tells when the cache got what. */
    static Result play(Scenario scenario, int domain, List<Receipt> filled) {
        return new DomainRun(scenario, domain).play(filled);
    }

    private void sent(Node from, int bytes) {
        cacheBytes += from == cache.node() ? bytes : 0;
    }

    private Result play(List<Receipt> filled) {
        cache.start();
        filled.forEach(receipt -> swarm.time().at(receipt.at().toNanos(), () -> cache.obtains(receipt.segment())));
        for (int i = 0; i < arrivals.length; i++) {
            swarm.time().at((long) (arrivals[i] * NANOS), clients.get(i)::start);
        }
        var left = new ArrayList<>(clients);
        swarm.runUntil(
                () -> {
                    while (!left.isEmpty() && left.getLast().isDone()) {
                        left.removeLast();
                    }
                    return left.isEmpty();
                },
                scenario.limit().duration());
        return result();
    }

    private Result result() {
        double[] durations = new double[clients.size()];
        double[] finishes = new double[clients.size()];
        int done = 0;
        for (int i = 0; i < arrivals.length; i++) {
            var at = swarm.finishedAt(clients.get(i));
            if (at.isPresent()) {
                finishes[done] = at.get().toNanos() / NANOS;
                durations[done] = finishes[done] - arrivals[i];
                done++;
            }
        }
        return new Result(
                new Times(Arrays.copyOf(durations, done)),
                new Times(Arrays.copyOf(finishes, done)),
                clients.size() - done,
                cacheBytes,
                swarm.bytesTwice(),
                swarm.verifiedBytesTwice(),
                swarm.outcomes(),
                swarm.wrongs(),
                swarm.time().happened());
    }
}
