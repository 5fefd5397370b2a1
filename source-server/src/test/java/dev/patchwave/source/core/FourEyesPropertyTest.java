package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.Audience;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever two admins order and approve, and whenever the source dies: nobody alone reaches more than the share, and nothing taken is lost. */
class FourEyesPropertyTest {
    private static final int STEPS = 200;
    private static final int ABOVE_PERCENT = 40;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    private static final SubscriberId OTHER = new SubscriberId("sip:other@op.example");

    static LongStream seeds() {
        Long only = Long.getLong("patchwave.seed");
        return only == null ? LongStream.rangeClosed(1, 100) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nobodyReachesManyAlone(long seed) {
        var run = new Run(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            run.step();
            run.check("seed " + seed + " step " + step);
        }
    }

    private static final class Run {
        private final Random random;
        private final SourceWorld world = new SourceWorld(new FourEyes(ABOVE_PERCENT, Duration.ofHours(2)));
        private final Set<String> taken = new TreeSet<>();

        Run(Random random) {
            this.random = random;
            for (int i = 0; i < NAMES.size(); i++) {
                world.attach(NAMES.get(i), i < 3 ? AREA_1 : AREA_2, OLD);
            }
            world.cacheHolds(CACHE_1, NEW, 1);
            world.cacheHolds(CACHE_2, NEW, 1);
        }

        void step() {
            SubscriberId admin = random.nextBoolean() ? ADMIN : OTHER;
            String campaign = "c" + random.nextInt(8);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    Verdict verdict = world.command(admin, force(campaign, NEW, audience()));
                    if (verdict instanceof Verdict.Accepted || verdict instanceof Verdict.Pending) {
                        taken.add(campaign);
                    }
                }
                case 2 -> world.approve(admin, campaign);
                case 3 -> world.pass(Duration.ofMinutes(random.nextInt(50)));
                case 4 -> world.killAfter(random.nextInt(5));
                default -> world.killAndRestart();
            }
        }

        private Audience audience() {
            return switch (random.nextInt(4)) {
                case 0 -> domains(AREA_1);
                case 1 -> domains(AREA_2);
                default -> new Audience.Subscribers(List.of(subscriber(NAMES.get(random.nextInt(NAMES.size())))));
            };
        }

        void check(String where) {
            world.states(); // The source may die over the first question.
            List<CampaignState> states = world.states();
            for (String campaign : taken) {
                assertTrue(
                        states.stream()
                                .anyMatch(
                                        state -> state.plan().campaign().value().equals(campaign)),
                        () -> where + ": lost " + campaign);
            }
            var alone = new TreeSet<String>();
            for (Told told : world.told) {
                CampaignPlan plan = states.stream()
                        .map(CampaignState::plan)
                        .filter(one -> one.campaign().equals(told.offer().campaign()))
                        .findFirst()
                        .orElseThrow();
                if (plan.approval().isEmpty()) {
                    alone.add(told.instance().toString());
                } else {
                    var approver = plan.approval().get().by();
                    assertTrue(approver.isPresent(), () -> where + ": told without approval: " + plan);
                    assertNotEquals(plan.admin(), approver, () -> where + ": approved by oneself: " + plan);
                }
            }
            int percent = 100 * alone.size() / NAMES.size();
            assertTrue(percent <= ABOVE_PERCENT, () -> where + ": " + percent + " % by one admin alone");
        }
    }
}
