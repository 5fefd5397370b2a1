package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How far instances have come, and who is next, agrees with plain maps and queues. */
class CampaignPropertyTest {
    private static final int STEPS = 2_000;
    private static final int INSTANCES = 300;
    private static final List<Progress> ALL = List.of(Progress.values());

    private record Later(Instant at, DomainId domain, InstanceId instance) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 30);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithPlainMaps(long seed) {
        var run = new Run(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + " step " + step;
            run.step(where);
            run.check(where);
        }
    }

    private static final class Run {
        private final Random random;
        private final Instances instances = new Instances();
        private final Campaign campaign = new Campaign(
                new CampaignPlan(
                        new CampaignId("c"),
                        Urgency.FORCED,
                        NEW,
                        new Scope.Domains(new TreeSet<>(List.of(AREA_1))),
                        T0,
                        T0.plus(DAY),
                        Duration.ZERO,
                        Optional.empty()),
                Stage.ACCEPTED,
                instances);
        private final Map<InstanceId, Progress> progress = new LinkedHashMap<>();
        private final Map<InstanceId, Integer> vain = new LinkedHashMap<>();
        private final ArrayDeque<InstanceId> expected = new ArrayDeque<>();
        private final ArrayDeque<InstanceId> queue = new ArrayDeque<>();
        private final List<Later> later = new ArrayList<>();
        private Instant now = T0;

        Run(Random random) {
            this.random = random;
            for (int i = 0; i < INSTANCES; i++) {
                instances.hold(phoneOf("phone " + i));
            }
        }

        void step(String where) {
            InstanceId instance = phoneOf("phone " + random.nextInt(INSTANCES));
            boolean joined = progress.containsKey(instance);
            switch (random.nextInt(8)) {
                case 0, 1 -> set(instance, ALL.get(random.nextInt(ALL.size())));
                case 2 -> {
                    if (progress.get(instance) == Progress.PENDING) {
                        assertEquals(vain.merge(instance, 1, Integer::sum), campaign.tryInVain(instance), where);
                    }
                }
                case 3 -> {
                    if (joined) {
                        queue.add(instance);
                        campaign.enqueue(AREA_1, instance);
                    }
                }
                case 4 -> {
                    if (joined) {
                        Instant at = now.plusMillis(random.nextInt(1_000));
                        later.add(new Later(at, AREA_1, instance));
                        campaign.enqueue(AREA_1, instance, at);
                    }
                }
                case 5 -> {
                    var some = List.of(instance, phoneOf("phone " + random.nextInt(INSTANCES)));
                    expected.addAll(some);
                    some.forEach(each -> campaign.expect(instances.find(each)));
                }
                case 6 -> wake();
                default -> giveUpTheRest();
            }
        }

        void check(String where) {
            var counts = new EnumMap<Progress, Integer>(Progress.class);
            progress.values().forEach(which -> counts.merge(which, 1, Integer::sum));
            assertEquals(new TreeMap<>(counts), campaign.state().instances(), where);
            assertEquals(progress.size(), campaign.targeted(), where);
            InstanceId instance = phoneOf("phone " + random.nextInt(INSTANCES));
            assertEquals(Optional.ofNullable(progress.get(instance)), campaign.progress(instance), where);
            var unsettled = new TreeSet<InstanceId>();
            campaign.unsettled(each -> assertTrue(unsettled.add(each), where));
            assertEquals(
                    progress.keySet().stream()
                            .filter(each -> !progress.get(each).settled())
                            .collect(Collectors.toCollection(TreeSet::new)),
                    unsettled,
                    where);
            if (random.nextBoolean()) {
                if (!expected.isEmpty()) {
                    assertEquals(expected.remove(), instances.at(campaign.nextExpected()), where);
                }
                assertEquals(Optional.ofNullable(queue.poll()), campaign.draw(domain -> true), where);
            }
            assertEquals(!expected.isEmpty(), campaign.expectsMore(), where);
            assertEquals(!queue.isEmpty(), campaign.anyQueued(domain -> true), where);
            assertEquals(later.stream().map(Later::at).min(Comparator.naturalOrder()), campaign.nextWake(), where);
        }

        private void set(InstanceId instance, Progress which) {
            progress.put(instance, which);
            if (which != Progress.PENDING) {
                vain.remove(instance);
            }
            campaign.set(instance, which);
        }

        private void wake() {
            now = now.plusMillis(random.nextInt(500));
            var due = later.stream()
                    .filter(each -> !each.at().isAfter(now))
                    .sorted(Comparator.comparing(Later::at))
                    .toList();
            due.forEach(each -> queue.add(each.instance()));
            later.removeAll(due);
            campaign.wake(now);
        }

        private void giveUpTheRest() {
            if (random.nextInt(20) == 0) {
                progress.replaceAll((instance, which) -> which.settled() ? which : Progress.GIVEN_UP);
                vain.clear();
                campaign.giveUpTheRest();
            }
        }
    }
}
