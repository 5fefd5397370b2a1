package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens in whatever order, an accepted campaign is not lost, and nobody is bothered after it installed. */
class CampaignsPropertyTest {
    private static final int STEPS = 400;
    private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave", "erin", "frank");
    private static final List<DomainId> DOMAINS = List.of(AREA_1, AREA_2, BARE);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void crashesLoseNoCampaignAndBotherNobodyWhoInstalled(long seed) {
        var run = new Run(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            run.step();
            run.check("seed " + seed + " step " + step);
        }
    }

    private static final class Run {
        private final Random random;
        private final SourceWorld world = new SourceWorld();
        private final Map<String, ReleaseId> running = new TreeMap<>();
        private final Set<String> accepted = new TreeSet<>();
        private final Map<String, Set<InstanceId>> installedIn = new TreeMap<>();
        private int seen;

        Run(Random random) {
            this.random = random;
            NAMES.forEach(name -> running.put(name, OLD));
            world.network(instance -> answer());
        }

        void step() {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            DomainId domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
            switch (random.nextInt(10)) {
                case 0 -> world.register(name, domain);
                case 1, 2 -> world.subscribe(name, domain, running.get(name));
                case 3 -> world.on(new CampaignEvent.Unregistered(phoneOf(name)));
                case 4 -> world.pass(Duration.ofSeconds(random.nextInt(90)));
                case 5 -> command(domain);
                case 6 -> world.cacheHolds(random.nextBoolean() ? CACHE_1 : CACHE_2, NEW, 1 + random.nextInt(10));
                case 7 -> report(name);
                case 8 -> world.killAfter(random.nextInt(6));
                default -> world.on(new CampaignEvent.Unsubscribed(phoneOf(name)));
            }
        }

        /** Each offer since the last check went to somebody who had not installed in that campaign. */
        void check(String where) {
            for (Told told : world.told.subList(seen, world.told.size())) {
                var installed = installedIn.getOrDefault(told.offer().campaign().value(), Set.of());
                assertFalse(installed.contains(told.instance()), where + ": bothered again: " + told);
            }
            seen = world.told.size();
            for (String campaign : accepted) {
                assertTrue(world.knows(campaign), where + ": lost " + campaign);
            }
        }

        private void command(DomainId domain) {
            String campaign = "c" + random.nextInt(5);
            Optional<Verdict> verdict = world.tryCommand(force(campaign, NEW, domains(domain)));
            if (verdict.filter(Verdict.Accepted.class::isInstance).isPresent()) {
                accepted.add(campaign);
            }
        }

        private void report(String name) {
            Outcome outcome = random.nextBoolean() ? Outcome.INSTALLED : Outcome.STARTED;
            check("before the report");
            boolean told = world.toldInstances().contains(phoneOf(name));
            if (!told) {
                return;
            }
            boolean confirmed = world.report(name, NEW, outcome);
            if (confirmed && outcome == Outcome.INSTALLED) {
                running.put(name, NEW);
                world.told.stream()
                        .filter(offer -> offer.instance().equals(phoneOf(name)))
                        .forEach(offer -> installedIn
                                .computeIfAbsent(offer.offer().campaign().value(), any -> new TreeSet<>())
                                .add(phoneOf(name)));
            }
        }

        private Optional<Delivery> answer() {
            return switch (random.nextInt(10)) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(new Delivery.Unreachable());
                case 2 -> Optional.of(new Delivery.NotSubscribed());
                case 5 -> Optional.of(new Delivery.Absent());
                case 4 -> Optional.of(new Delivery.Deferred(world.now().plusSeconds(random.nextInt(90))));
                case 3 -> Optional.of(new Delivery.Overloaded(Duration.ofSeconds(random.nextInt(30))));
                default -> Optional.of(new Delivery.Delivered());
            };
        }
    }
}
