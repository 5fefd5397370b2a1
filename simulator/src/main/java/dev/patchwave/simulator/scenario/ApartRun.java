package dev.patchwave.simulator.scenario;

import dev.patchwave.simulator.report.Bounds;
import dev.patchwave.simulator.swarm.Receipt;
import dev.patchwave.simulator.swarm.SimulatedProgram;
import dev.patchwave.simulator.swarm.SimulatedSwarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A scenario of very many clients: first source and caches are played without clients, then each domain alone, whose cache gets its
 * segments when it got them before. One domain is one thread; as many at a time as there are threads, with the same outcome for any number.
 *
 * <p>What that leaves out: clients never leave their domain, and what a cache sends to other caches takes nothing from its clients.
 */
public final class ApartRun {
    private static final double NANOS = 1e9;

    private final Scenario scenario;
    private final double lengthBytes;
    private long sourceBytes;
    private long cacheToCacheBytes;

    private ApartRun(Scenario scenario) {
        this.scenario = scenario;
        this.lengthBytes = scenario.patch().size().bytes();
    }

    /**
     * Plays it on {@code threads}.
     *
     * @throws IllegalStateException when a domain's run failed, by a fault of ours
     */
    public static Outcome play(Scenario scenario, int threads) throws InterruptedException {
        return new ApartRun(scenario).play(threads);
    }

    private Outcome play(int threads) throws InterruptedException {
        var filled = fill();
        var running = new ArrayList<Future<DomainRun.Result>>();
        var results = new ArrayList<DomainRun.Result>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int domain = 0; domain < filled.size(); domain++) {
                int number = domain;
                running.add(pool.submit(() -> DomainRun.play(scenario, number, filled.get(number))));
            }
            for (Future<DomainRun.Result> result : running) {
                results.add(result.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a domain's run failed", e.getCause());
        }
        return outcome(results);
    }

    /** When each cache gets what, without clients. */
    private List<List<Receipt>> fill() {
        var domains = scenario.domains();
        var swarm = new SimulatedSwarm(
                scenario.seed(), scenario.patch().shape(), scenario.links().model(), (from, to, bytes) -> {
                    sourceBytes += from.site() == 0 ? bytes : 0;
                    cacheToCacheBytes += from.site() == 0 ? 0 : bytes;
                });
        var link = scenario.source();
        var source = swarm.source(
                        link.up().bitsPerSecond(),
                        link.down().bitsPerSecond(),
                        scenario.policies().cachesFeedEachOther())
                .start();
        var caches = new ArrayList<SimulatedProgram>();
        var filled = new ArrayList<List<Receipt>>();
        for (int domain = 0; domain < domains.count(); domain++) {
            boolean whole = domains.preloaded().contains(domain);
            var cache = swarm.cache(
                    "cache-" + domain,
                    source,
                    domains.cacheUp().bitsPerSecond(),
                    domains.cacheDown().bitsPerSecond(),
                    whole);
            caches.add(cache.start());
            filled.add(whole ? preloaded(cache) : new ArrayList<>());
        }
        swarm.runUntilDone(caches, scenario.limit().duration());
        var numbers = new TreeMap<String, Integer>();
        caches.forEach(cache -> numbers.put(cache.name(), numbers.size()));
        swarm.receipts()
                .forEach(receipt -> filled.get(numbers.get(receipt.member())).add(receipt));
        return filled;
    }

    private static List<Receipt> preloaded(SimulatedProgram cache) {
        return cache.owned().stream()
                .mapToObj(segment -> new Receipt(
                        Duration.ZERO,
                        cache.name(),
                        segment,
                        cache.name(),
                        cache.asHolder().kind(),
                        false))
                .toList();
    }

    private Outcome outcome(List<DomainRun.Result> results) {
        var fetches = new TreeMap<String, Integer>();
        results.forEach(result -> result.fetches().forEach((how, count) -> fetches.merge(how, count, Integer::sum)));
        Times finishes =
                Times.merged(results.stream().map(DomainRun.Result::finishes).toList());
        int stranded = results.stream().mapToInt(DomainRun.Result::stranded).sum();
        double limit = scenario.limit().duration().toNanos() / NANOS;
        double crossing = cacheToCacheBytes / lengthBytes;
        return new Outcome(
                scenario,
                Times.merged(results.stream().map(DomainRun.Result::durations).toList()),
                finishes,
                stranded,
                stranded > 0 || finishes.isEmpty() ? limit : finishes.getLast(),
                bounds(),
                sourceBytes / lengthBytes,
                results.stream()
                        .map(result -> result.cacheBytes() / lengthBytes)
                        .toList(),
                sourceBytes / lengthBytes + crossing,
                crossing,
                results.stream().mapToLong(DomainRun.Result::bytesTwice).sum(),
                results.stream().mapToLong(DomainRun.Result::verifiedTwice).sum(),
                List.of(),
                fetches,
                results.stream().flatMap(result -> result.wrongs().stream()).toList(),
                List.of("none: domains were played apart, in chunks of "
                        + scenario.patch().chunk()),
                results.stream().mapToLong(DomainRun.Result::happened).sum());
    }

    /** As if clients that come one by one came evenly. */
    private Bounds bounds() {
        var domains = scenario.domains();
        int clients = domains.count() * domains.clients();
        double over = scenario.arrivals().over().duration().toNanos() / NANOS;
        return Bounds.of(new Bounds.Given(
                lengthBytes,
                scenario.links().model().efficiency(),
                scenario.source().up().bitsPerSecond(),
                IntStream.range(0, domains.count())
                        .mapToObj(domain -> new Bounds.Cache(
                                domains.cacheUp().bitsPerSecond(),
                                domains.preloaded().contains(domain)))
                        .toList(),
                domains.clientsServe() ? domains.clientUp().bitsPerSecond() : 0,
                domains.clientDown().bitsPerSecond(),
                new Times(IntStream.range(0, clients)
                        .mapToDouble(i -> over * i / clients)
                        .toArray())));
    }
}
