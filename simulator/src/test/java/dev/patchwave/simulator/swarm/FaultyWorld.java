package dev.patchwave.simulator.swarm;

import dev.patchwave.loop.SteadyClock;
import dev.patchwave.release.Bitfield;
import dev.patchwave.simulator.network.LinkModel;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** One network that its seed decides, and the misfortunes that its seed deals. */
final class FaultyWorld {
    private static final List<Conduct> HOSTILE =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Conduct.HONEST))); // In the order in which they are named.
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int SEGMENT_BYTES = 2 * CHUNK_BYTES;
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(30);
    private static final int LAST_MISFORTUNE_MILLIS = 40_000;
    private static final int MOST_MISFORTUNES = 14;
    private static final int NUMBER_OF_THE_PUBLICATION = 3 * MOST_MISFORTUNES; // Above all others.
    private static final int LAST_PUBLICATION_MILLIS = 25_000; // Most have the older release by then.
    private static final int LONGEST_MISFORTUNE_MILLIS = 20_000;
    private static final Duration STARTS_AGAIN = Duration.ofSeconds(1);
    private static final int MOST_STORED_SEGMENTS = 6; // So that it stays quick.

    private final long seed;
    private final SimulatedSwarm swarm;
    private final FaultyWeather weather;
    private final Rules rules;
    private final SimulatedProgram source;
    private final List<SimulatedProgram> caches = new ArrayList<>();
    private final List<SimulatedProgram> all = new ArrayList<>();
    private final Optional<FaultyDisks> disks;
    private final Optional<MixedVersions> versions;
    private final Optional<NewerRelease> newer;
    private final List<Misfortune> misfortunes;
    private final Map<SimulatedProgram, Duration> clockSetBy = new HashMap<>(); // Never iterated.
    private final Map<SimulatedProgram, Integer> keptDown = new HashMap<>(); // Never iterated.

    /** Those of the seed's misfortunes come about that {@code happens} lets. */
    FaultyWorld(long seed, Predicate<Misfortune> happens) {
        this.seed = seed;
        var random = new SplittableRandom(seed);
        var later = new SplittableRandom(~seed); // What was thought of later leaves what was there before as it was.
        boolean stored = later.nextInt(4) == 0;
        int segments = Math.min(random.nextInt(1, 25), stored ? MOST_STORED_SEGMENTS : Integer.MAX_VALUE);
        var shape = shapeOf(segments, random);
        this.swarm = new SimulatedSwarm(seed, shape, LinkModel.simple(), (from, to, bytes) -> {});
        this.weather = new FaultyWeather(random.split());
        this.rules = new Rules(swarm);
        swarm.with(rules).network().weather(weather);
        this.disks =
                stored ? Optional.of(new FaultyDisks(swarm, rules, this::diesNow, later.split())) : Optional.empty();
        this.versions = later.nextInt(4) == 0 ? Optional.of(new MixedVersions(later.split())) : Optional.empty();
        versions.ifPresent(swarm::with);
        long sourceUp = random.nextInt(4, 24) * 1_000_000L;
        boolean sparesItself = new SplittableRandom(Long.reverse(~seed)).nextBoolean();
        this.source = swarm.source(sourceUp, sourceUp, sparesItself);
        all.add(source);
        var apart = new SplittableRandom(Long.reverse(seed)); // The same for what was thought of last.
        var publication = stored ? Optional.<Misfortune>empty() : publication(apart); // One disk would hold both.
        this.newer = publication
                .filter(happens)
                .map(some -> new NewerRelease(swarm, rules, shapeOf(apart.nextInt(1, 13), apart), source));
        for (int domain = 1; domain <= random.nextInt(1, 4); domain++) {
            addDomain(domain, random);
        }
        caches.forEach(this::nameOthers);
        var dealt = deal(
                random, 0, kinds(kind -> !kind.befallsADisk() && !kind.befallsAVersion() && !kind.befallsARelease()));
        disks.ifPresent(some -> dealt.addAll(deal(later, dealt.size(), kinds(Misfortune.Kind::befallsADisk))));
        versions.ifPresent(some -> dealt.addAll(deal(later, dealt.size(), kinds(Misfortune.Kind::befallsAVersion))));
        publication.ifPresent(dealt::add);
        this.misfortunes = dealt.stream().filter(happens).toList();
        all.forEach(program -> startLater(program, Duration.ofMillis(random.nextInt(10_000))));
        misfortunes.forEach(this::schedule);
    }

    private static PatchShape shapeOf(int segments, RandomGenerator random) {
        return new PatchShape(
                (long) segments * SEGMENT_BYTES - random.nextInt(SEGMENT_BYTES), SEGMENT_BYTES, CHUNK_BYTES);
    }

    private static Optional<Misfortune> publication(RandomGenerator random) {
        boolean comes = random.nextInt(3) == 0;
        var at = Duration.ofMillis(random.nextInt(LAST_PUBLICATION_MILLIS));
        var kind = Misfortune.Kind.IS_SUPERSEDED;
        return comes
                ? Optional.of(new Misfortune(NUMBER_OF_THE_PUBLICATION, at, kind, 0, Duration.ZERO, 0))
                : Optional.empty();
    }

    private void addDomain(int domain, RandomGenerator random) {
        var cache = swarm.cache("cache-" + domain, source, random.nextInt(4, 24));
        caches.add(cache);
        all.add(cache);
        newer.ifPresent(some -> some.addCache(cache));
        for (int i = random.nextInt(1, 7); i > 0; i--) {
            var client = swarm.client("p-" + domain + "-" + i, cache, random.nextInt(2, 8), random.nextInt(4, 24));
            all.add(client);
            newer.ifPresent(some -> some.addClient(client, cache));
            if (random.nextInt(6) == 0) {
                client.servesNobody();
                newer.ifPresent(some -> some.in(client).servesNobody());
            }
        }
    }

    private void nameOthers(SimulatedProgram cache) {
        var others = caches.stream()
                .filter(other -> other != cache)
                .map(SimulatedProgram::asHolder)
                .map(other -> new Holder(other.id(), HolderKind.OTHER_CACHE, other.uri()));
        var beyond = Stream.concat(others, Stream.of(source.asHolder())).toList();
        cache.namesBeyondItself(beyond);
        newer.ifPresent(some -> some.in(cache).namesBeyondItself(beyond));
    }

    private static List<Misfortune.Kind> kinds(Predicate<Misfortune.Kind> which) {
        return Stream.of(Misfortune.Kind.values()).filter(which).toList();
    }

    private List<Misfortune> deal(RandomGenerator random, int above, List<Misfortune.Kind> kinds) {
        var dealt = new ArrayList<Misfortune>();
        for (int number = above + random.nextInt(MOST_MISFORTUNES); number > above; number--) {
            var kind = kinds.get(random.nextInt(kinds.size()));
            dealt.add(new Misfortune(
                    number,
                    Duration.ofMillis(random.nextInt(LAST_MISFORTUNE_MILLIS)),
                    kind,
                    random.nextInt(all.size()),
                    Duration.ofMillis(random.nextInt(1, LONGEST_MISFORTUNE_MILLIS)),
                    random.nextInt(1, 60)));
        }
        return dealt;
    }

    private void schedule(Misfortune misfortune) {
        var whom = all.get(misfortune.whom());
        switch (misfortune.kind()) {
            case CRASHES -> during(misfortune, () -> goesDown(whom, whom::crash), () -> comesBack(whom));
            case VANISHES -> during(misfortune, () -> goesDown(whom, whom::vanish), () -> comesBack(whom));
            case CRASHES_AT_EFFECT -> {
                Runnable death = () -> diesNow(whom, misfortune.lasts());
                at(misfortune, () -> rules.diesAfter(whom.name(), misfortune.detail(), death));
                newer.ifPresent(some ->
                        at(misfortune, () -> some.rules().diesAfter(whom.name(), misfortune.detail(), death)));
            }
            case IS_CUT_OFF ->
                during(misfortune, () -> cut(() -> weather.cut(whom.node(), 1)), () -> weather.cut(whom.node(), -1));
            case SITE_IS_CUT_OFF -> {
                int site = whom.node().site();
                during(misfortune, () -> cut(() -> weather.cutSite(site, 1)), () -> weather.cutSite(site, -1));
            }
            case STORM -> {
                int percent = misfortune.detail() / 2;
                during(misfortune, () -> weather.storm(percent), () -> weather.storm(-percent));
            }
            case CLOCK_IS_SET -> {
                var by = Duration.ofDays(misfortune.detail() % 2 == 0 ? 1 : -1);
                at(misfortune, () -> clockSetBy.merge(whom, by, Duration::plus));
            }
            case IS_WIPED -> during(misfortune, () -> goesDown(whom, () -> wipe(whom)), () -> comesBack(whom));
            case IS_HOSTILE -> {
                if (whom != source && !caches.contains(whom)) {
                    var conduct = HOSTILE.get(misfortune.detail() % HOSTILE.size());
                    whom.behaves(conduct);
                    newer.ifPresent(some -> some.in(whom).behaves(conduct));
                }
            }
            case IS_SUPERSEDED -> at(misfortune, newer.orElseThrow()::publish);
            case IS_OF_ANOTHER_VERSION ->
                during(
                        misfortune,
                        () -> goesDown(whom, () -> {
                            whom.crash();
                            versions.orElseThrow().becomes(whom, misfortune.detail() % 3 > 0);
                        }),
                        () -> comesBack(whom));
            case LOSES_POWER, DISK_IS_FULL, DISK_CANNOT_SYNC, BIT_FLIPS -> {
                var faulty = disks.orElseThrow();
                during(misfortune, () -> faulty.begins(misfortune, whom), () -> faulty.ends(misfortune, whom));
            }
        }
    }

    private void wipe(SimulatedProgram whom) {
        whom.crash();
        if (whom != source) {
            rules.wiped(whom.name());
            whom.holds(swarm.holding(whom.name(), Bitfield.empty(swarm.shape().segments())));
            newer.ifPresent(some -> some.isWiped(whom));
        }
    }

    private void cut(Runnable change) {
        change.run();
        swarm.network().breakCut(all.stream().map(SimulatedProgram::node).toList());
    }

    private void diesNow(SimulatedProgram whom, Duration downFor) {
        goesDown(whom, whom::crash);
        swarm.time().after(downFor, () -> comesBack(whom));
    }

    private void goesDown(SimulatedProgram whom, Runnable how) {
        keptDown.merge(whom, 1, Integer::sum);
        newer.ifPresent(some -> some.dies(whom));
        how.run();
    }

    /** Unless something else keeps it down. */
    private void comesBack(SimulatedProgram whom) {
        if (keptDown.merge(whom, -1, Integer::sum) == 0) {
            start(whom);
        }
    }

    private void startLater(SimulatedProgram whom, Duration when) {
        keptDown.merge(whom, 1, Integer::sum);
        swarm.time().after(when, () -> comesBack(whom));
    }

    private void start(SimulatedProgram whom) {
        var clock = new SteadyClock(() -> timeOfDay(whom), swarm.time()::nanos);
        if (!whom.readsTimeFrom(clock).starts()) {
            startLater(whom, STARTS_AGAIN);
        } else if (whom.isUp()) { // Or it was killed as it began.
            newer.ifPresent(some -> some.starts(whom, clock));
        }
    }

    private Instant timeOfDay(SimulatedProgram whom) {
        return swarm.time().now().plus(clockSetBy.getOrDefault(whom, Duration.ZERO));
    }

    private void during(Misfortune misfortune, Runnable begins, Runnable ends) {
        at(misfortune, begins);
        swarm.time().after(misfortune.at().plus(misfortune.lasts()), ends);
    }

    private void at(Misfortune misfortune, Runnable happens) {
        swarm.time().after(misfortune.at(), happens);
    }

    /** What went wrong that must not; empty when nothing did. */
    List<String> play() {
        var honest = all.stream()
                .filter(program -> program.conduct() == Conduct.HONEST)
                .toList();
        var wrongs = new ArrayList<String>();
        try {
            swarm.runUntil(() -> isDone(honest) || isBroken(), LONG_ENOUGH);
            if (!isDone(honest)) {
                honest.stream()
                        .filter(program -> !isDone(program))
                        .forEach(program -> wrongs.add(program.name() + " is stranded with " + program.owned()
                                + newer.map(some -> some.tellOf(program)).orElse("")));
            }
        } catch (RuntimeException e) {
            wrongs.add(e + " at " + e.getStackTrace()[0]);
        }
        disks.ifPresent(some -> wrongs.addAll(some.wrongs(honest)));
        newer.ifPresent(some -> wrongs.addAll(some.wrongs()));
        versions.ifPresent(some -> wrongs.addAll(some.misunderstood()));
        wrongs.addAll(swarm.wrongs());
        wrongs.addAll(rules.broken());
        return wrongs;
    }

    private boolean isDone(List<SimulatedProgram> programs) {
        return programs.stream().allMatch(this::isDone)
                && disks.map(FaultyDisks::areSound).orElse(true);
    }

    private boolean isDone(SimulatedProgram program) {
        return newer.map(some -> some.isDone(program)).orElseGet(program::isDone);
    }

    private boolean isBroken() {
        boolean misunderstood =
                versions.filter(some -> !some.misunderstood().isEmpty()).isPresent();
        boolean newerToo = newer.filter(NewerRelease::isBroken).isPresent();
        return misunderstood || newerToo || !rules.broken().isEmpty() || swarm.hasWrongs();
    }

    List<Misfortune> misfortunes() {
        return misfortunes;
    }

    SimulatedSwarm swarm() {
        return swarm;
    }

    String trace() {
        return rules.trace() + newer.map(NewerRelease::trace).orElse("");
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + caches.size() + " caches, " + all.size() + " programs, "
                + swarm.shape().segments() + " segments, " + misfortunes.size() + " misfortunes";
    }
}
