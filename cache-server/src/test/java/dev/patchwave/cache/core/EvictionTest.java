package dev.patchwave.cache.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EvictionTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WORLDS = 2_000;

    @Test
    void theLeastValuableGoesFirstAndNoMoreThanNeeded() {
        var old = held("a@1", 10, 0, 0, false);
        var wanted = held("a@2", 10, 0, 3, false);
        var unused = held("b@1", 10, 5, 0, true);
        var used = held("c@1", 10, 9, 0, true);
        var all = List.of(used, wanted, unused, old);

        assertEquals(List.of(id("a@1")), Eviction.downTo(30, 40, all).evicted());
        assertEquals(
                List.of(id("a@1"), id("b@1"), id("c@1"), id("a@2")),
                Eviction.downTo(0, 40, all).evicted());
        assertEquals(List.of(), Eviction.downTo(40, 40, all).evicted());
    }

    @Test
    void whatIsPinnedOrInFlightStaysAndThePlanSaysWhatIsLacking() {
        var pinned = new Eviction.Held(id("a@1"), 10, T0, 0, false, true, false);
        var fetched = new Eviction.Held(id("b@1"), 10, T0, 0, false, false, true);
        var free = held("c@1", 10, 0, 9, true);

        var plan = Eviction.downTo(5, 30, List.of(pinned, fetched, free));

        assertEquals(new Eviction.Plan(List.of(id("c@1")), 15), plan);
    }

    @Test
    void nothingGoesInVainForWhatWouldNotFitAnyway() {
        var pinned = new Eviction.Held(id("a@1"), 10, T0, 0, false, true, false);
        var free = held("b@1", 10, 0, 0, true);

        assertEquals(new Eviction.Plan(List.of(), 5), Eviction.toAdmit(5, 20, List.of(pinned, free)));
        assertEquals(new Eviction.Plan(List.of(id("b@1")), 0), Eviction.toAdmit(10, 20, List.of(pinned, free)));
    }

    @Test
    void inAnyWorldTheProtectedStayTheOrderHoldsAndTheTargetIsReachedOrSaid() {
        Long given = Long.getLong("patchwave.seed");
        for (long seed = given == null ? 1 : given; seed <= (given == null ? WORLDS : given); seed++) {
            try {
                check(new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void check(Random random) {
        var all = new ArrayList<Eviction.Held>();
        for (int i = 0; i < random.nextInt(12); i++) {
            all.add(new Eviction.Held(
                    id((char) ('a' + random.nextInt(3)) + "@" + i),
                    1 + random.nextInt(20),
                    T0.plusSeconds(random.nextInt(4)),
                    random.nextInt(3),
                    random.nextBoolean(),
                    random.nextInt(4) == 0,
                    random.nextInt(4) == 0));
        }
        long used = all.stream().mapToLong(Eviction.Held::bytes).sum();
        long target = random.nextInt((int) used + 10);

        var plan = Eviction.downTo(target, used, all);

        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        assertEquals(plan, Eviction.downTo(target, used, shuffled), "the order of the input decides");
        var byId = all.stream().collect(Collectors.toMap(Eviction.Held::release, held -> held));
        var gone = plan.evicted().stream().map(byId::get).toList();
        assertTrue(gone.stream().noneMatch(held -> held.pinned() || held.inFlight()), "a protected one went");
        long left = used - gone.stream().mapToLong(Eviction.Held::bytes).sum();
        assertEquals(Math.max(0, left - target), plan.lackingBytes());
        var stay = all.stream()
                .filter(held -> !held.pinned() && !held.inFlight() && !gone.contains(held))
                .toList();
        assertTrue(plan.lackingBytes() == 0 || stay.isEmpty(), "lacks although something could go");
        if (!gone.isEmpty()) {
            assertTrue(left + gone.getLast().bytes() > target, "the last one went in vain");
            for (var kept : stay) {
                assertTrue(isNoMoreValuable(gone.getLast(), kept), gone.getLast() + " went before " + kept);
            }
        }
        for (int i = 1; i < gone.size(); i++) {
            assertTrue(isNoMoreValuable(gone.get(i - 1), gone.get(i)), "order");
        }
    }

    /** Said once more, in words: no demand, superseded, fewer members, longer unused, larger. */
    private static boolean isNoMoreValuable(Eviction.Held first, Eviction.Held second) {
        if (first.members() > 0 != second.members() > 0) {
            return second.members() > 0;
        }
        if (first.newest() != second.newest()) {
            return second.newest();
        }
        if (first.members() != second.members()) {
            return first.members() < second.members();
        }
        if (!first.lastUse().equals(second.lastUse())) {
            return first.lastUse().isBefore(second.lastUse());
        }
        return first.bytes() >= second.bytes();
    }

    private static Eviction.Held held(String release, long bytes, int usedAt, int members, boolean newest) {
        return new Eviction.Held(id(release), bytes, T0.plusSeconds(usedAt), members, newest, false, false);
    }

    private static ReleaseId id(String release) {
        return ReleaseId.parse(release);
    }
}
