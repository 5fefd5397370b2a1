package dev.patchwave.simulator.scenario;

import dev.patchwave.simulator.report.Bounds;
import dev.patchwave.simulator.scenario.UplinkUse.Role;
import dev.patchwave.simulator.swarm.SimulatedProgram;
import dev.patchwave.simulator.swarm.SimulatedSwarm;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One scenario, played once on one thread. */
public final class ScenarioRun {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int ROUND_TRIPS_TO_BEGIN = 2; // Connect, and fetch the manifest.
    private static final double NANOS = 1e9;
    private static final int MOST_OTHERS_NAMED = 8;

    private final Scenario scenario;
    private final UplinkUse use = new UplinkUse();
    private final SimulatedSwarm swarm;
    private final Random random;
    private final SimulatedProgram source;
    private final List<SimulatedProgram> caches = new ArrayList<>();
    private final List<SimulatedProgram> clients = new ArrayList<>();
    private final List<Double> arrivals;
    private final List<SimulatedProgram> victims = new ArrayList<>();
    private final List<String> incidents = new ArrayList<>();
    private double cacheDiedAt = -1;

    private ScenarioRun(Scenario scenario) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed());
        this.swarm = new SimulatedSwarm(
                scenario.seed(), scenario.patch().shape(), scenario.links().model(), use);
        use.reads(swarm.time());
        var link = scenario.source();
        this.source = swarm.source(
                link.up().bitsPerSecond(),
                link.down().bitsPerSecond(),
                scenario.policies().cachesFeedEachOther());
        use.add(source.node(), Role.SOURCE);
        for (int domain = 0; domain < scenario.domains().count(); domain++) {
            addDomain(domain);
        }
        caches.forEach(this::nameOthers);
        this.arrivals = drawArrivals();
    }

    /** Plays it to the end, or to its limit. */
    public static Outcome play(Scenario scenario) {
        return new ScenarioRun(scenario).play();
    }

    private void addDomain(int domain) {
        var given = scenario.domains();
        boolean filled = given.preloaded().contains(domain);
        var cache = swarm.cache(
                "cache-" + domain,
                source,
                given.cacheUp().bitsPerSecond(),
                given.cacheDown().bitsPerSecond(),
                filled,
                scenario.policies().crossingPercent());
        caches.add(cache);
        use.add(cache.node(), Role.CACHE);
        if (!given.wan().isUnlimited()) {
            swarm.network().capWayOut(cache.node().site(), given.wan().bitsPerSecond());
        }
        for (int i = 0; i < given.clients(); i++) {
            var client = swarm.clientAt(
                    "p-" + domain + "-" + i,
                    cache,
                    given.clientUp().bitsPerSecond(),
                    given.clientDown().bitsPerSecond());
            if (!given.clientsServe()) {
                client.servesNobody();
            }
            clients.add(client);
            use.add(client.node(), Role.CLIENT);
        }
    }

    /** The caches of other domains, then the source. */
    private void nameOthers(SimulatedProgram cache) {
        var beyond = caches.stream()
                .filter(other -> other != cache)
                .limit(MOST_OTHERS_NAMED)
                .map(other -> new Holder(
                        other.asHolder().id(),
                        HolderKind.OTHER_CACHE,
                        other.asHolder().uri()));
        cache.namesBeyondItself(
                Stream.concat(beyond, Stream.of(source.asHolder())).toList());
    }

    /** Rising, the first at 0; which client comes when is drawn too. */
    private List<Double> drawArrivals() {
        double over = scenario.arrivals().over().duration().toNanos() / NANOS;
        var drawn = random.doubles(clients.size(), 0, over + Double.MIN_VALUE)
                .sorted()
                .boxed()
                .toList();
        if (over > 0) {
            Collections.shuffle(clients, random);
        }
        return drawn.stream().map(at -> at - drawn.getFirst()).toList();
    }

    private Outcome play() {
        source.start();
        var begin = scenario.links().interRtt().duration().multipliedBy(ROUND_TRIPS_TO_BEGIN);
        for (int domain = 0; domain < caches.size(); domain++) {
            boolean filled = scenario.domains().preloaded().contains(domain);
            swarm.time().after(filled ? Duration.ZERO : begin, caches.get(domain)::start);
        }
        var join = begin.plus(scenario.links().intraRtt().duration().multipliedBy(ROUND_TRIPS_TO_BEGIN));
        for (int i = 0; i < arrivals.size(); i++) {
            long arriveNanos = (long) (arrivals.get(i) * NANOS);
            swarm.time().at(Math.max(arriveNanos, join.toNanos()), clients.get(i)::start);
        }
        drawVictims();
        if (!victims.isEmpty() || scenario.events().cacheDies() != null) {
            swarm.time().after(LOOK_EVERY, this::look);
        }
        var left = new Unfinished(clients);
        swarm.runUntil(left::isEmpty, scenario.limit().duration());
        return outcome();
    }

    private void drawVictims() {
        var kill = scenario.events().kill();
        if (kill != null) {
            var all = new ArrayList<>(clients);
            Collections.shuffle(all, random);
            victims.addAll(all.subList(0, Math.max(1, all.size() * kill.percent() / 100)));
        }
    }

    private void look() {
        for (SimulatedProgram victim : List.copyOf(victims)) {
            if (!victim.isDone() && received(victim) >= scenario.events().kill().atPercent() / 100.0) {
                victims.remove(victim);
                victim.crash();
                incidents.add(String.format(Locale.ROOT, "%.1f s: %s killed", now(), victim.name()));
                swarm.time().after(scenario.events().kill().restartAfter().duration(), victim::start);
            }
        }
        var dies = scenario.events().cacheDies();
        if (dies != null && cacheDiedAt < 0 && receivedIn(dies.domain()) >= dies.atPercent() / 100.0) {
            cacheDiedAt = now();
            caches.get(dies.domain()).vanish();
            incidents.add(String.format(Locale.ROOT, "%.1f s: cache-%d vanished", now(), dies.domain()));
        }
        if (!victims.isEmpty() || (dies != null && cacheDiedAt < 0)) {
            swarm.time().after(LOOK_EVERY, this::look);
        }
    }

    private double received(SimulatedProgram client) {
        return (double) client.verifiedBytes() / scenario.patch().size().bytes();
    }

    private double receivedIn(int domain) {
        int site = caches.get(domain).node().site();
        return clients.stream()
                .filter(client -> client.node().site() == site)
                .mapToDouble(this::received)
                .average()
                .orElse(0);
    }

    private double now() {
        return swarm.time().nanos() / NANOS;
    }

    private Outcome outcome() {
        var durations = new ArrayList<Double>();
        var finishes = new ArrayList<Double>();
        for (int i = 0; i < arrivals.size(); i++) {
            double arrival = arrivals.get(i);
            swarm.finishedAt(clients.get(i)).ifPresent(at -> {
                finishes.add(at.toNanos() / NANOS);
                durations.add(at.toNanos() / NANOS - arrival);
            });
        }
        Collections.sort(durations);
        Collections.sort(finishes);
        double length = scenario.patch().size().bytes();
        int stranded = clients.size() - finishes.size();
        double last = stranded > 0 ? scenario.limit().duration().toNanos() / NANOS : finishes.getLast();
        return new Outcome(
                scenario,
                durations,
                finishes,
                stranded,
                last,
                bounds(),
                use.sent(source.node()) / length,
                caches.stream().map(cache -> use.sent(cache.node()) / length).toList(),
                use.crossing() / length,
                use.crossingDomains() / length,
                swarm.bytesTwice(),
                swarm.verifiedBytesTwice(),
                uses(last),
                swarm.outcomes(),
                swarm.wrongs(),
                incidents,
                swarm.time().happened());
    }

    private Bounds bounds() {
        var domains = scenario.domains();
        double cacheUp = domains.cacheUp().bitsPerSecond();
        var caches = IntStream.range(0, domains.count())
                .mapToObj(
                        domain -> new Bounds.Cache(cacheUp, domains.preloaded().contains(domain)))
                .toList();
        var given = new Bounds.Given(
                scenario.patch().size().bytes(),
                scenario.links().model().efficiency(),
                scenario.source().up().bitsPerSecond(),
                caches,
                domains.clientsServe() ? domains.clientUp().bitsPerSecond() : 0,
                domains.clientDown().bitsPerSecond(),
                arrivals);
        var bounds = Bounds.of(given);
        return cacheDiedAt < 0 ? bounds : bounds.losing(cacheUp, cacheDiedAt, given);
    }

    private List<Outcome.Use> uses(double last) {
        double width = 3;
        return List.of(
                use("0-3 s", 0, width),
                use("3-6 s", width, 2 * width),
                use("6-9 s", 2 * width, 3 * width),
                use("middle", last / 2 - width / 2, last / 2 + width / 2),
                use("at 90 %", last * 0.9 - width / 2, last * 0.9 + width / 2));
    }

    private Outcome.Use use(String when, double from, double to) {
        double start = Math.max(0, from);
        return new Outcome.Use(
                when,
                share(Role.SOURCE, start, to, List.of(source)),
                share(Role.CACHE, start, to, caches),
                share(Role.CLIENT, start, to, clients));
    }

    private double share(Role role, double from, double to, List<SimulatedProgram> programs) {
        double bits = programs.stream()
                .mapToDouble(program -> program.node().uplinkBitsPerSecond())
                .sum();
        return use.between(role, from, to)
                * 8
                / (bits * scenario.links().model().efficiency() * (to - from));
    }

    /** Looks at those only that were not done at the last look: the condition is asked before each event. */
    private static final class Unfinished {
        private final List<SimulatedProgram> left;

        private Unfinished(List<SimulatedProgram> clients) {
            this.left = new ArrayList<>(clients);
        }

        private boolean isEmpty() {
            while (!left.isEmpty() && left.getLast().isDone()) {
                left.removeLast();
            }
            return left.isEmpty();
        }
    }
}
