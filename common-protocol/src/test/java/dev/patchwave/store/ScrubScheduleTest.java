package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ScrubSchedule.Place;
import dev.patchwave.store.ScrubSchedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ScrubScheduleTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final ReleaseId A = ReleaseId.parse("a@1");
    private static final ReleaseId B = ReleaseId.parse("b@1");
    private static final Duration DAY = Duration.ofDays(1);
    private static final int WORLDS = 300;

    @Test
    void everyOwnedSegmentIsReadOnceAPassInOrderAtTheRate() {
        var owned = new TreeMap<ReleaseId, Bitfield>();
        owned.put(B, Bitfield.of(3, 1));
        owned.put(A, Bitfield.of(4, 0, 3));
        var schedule = new ScrubSchedule(10, DAY, T0, Optional.empty());

        assertEquals(read(A, 0), schedule.next(owned, T0));
        schedule.done(new Place(A, 0), 20, T0);
        assertEquals(new Step.Rest(T0.plusSeconds(2)), schedule.next(owned, T0));
        assertEquals(read(A, 3), schedule.next(owned, T0.plusSeconds(2)));
        schedule.done(new Place(A, 3), 10, T0.plusSeconds(2));
        assertEquals(read(B, 1), schedule.next(owned, T0.plusSeconds(3)));
        schedule.done(new Place(B, 1), 10, T0.plusSeconds(3));
        assertEquals(new Step.Rest(T0.plus(DAY)), schedule.next(owned, T0.plusSeconds(4)));
        assertEquals(1, schedule.passes());
        assertEquals(read(A, 0), schedule.next(owned, T0.plus(DAY)));
    }

    @Test
    void aPassThatTakesLongerThanThePeriodIsFollowedSoon() {
        var owned = new TreeMap<>(Map.of(A, Bitfield.of(1, 0)));
        var schedule = new ScrubSchedule(1, Duration.ofSeconds(5), T0, Optional.empty());
        schedule.next(owned, T0);
        schedule.done(new Place(A, 0), 60, T0);

        var later = T0.plusSeconds(60);
        assertEquals(new Step.Rest(later.plusSeconds(1)), schedule.next(owned, later));
        assertEquals(read(A, 0), schedule.next(owned, later.plusSeconds(1)));
    }

    @Test
    void anEmptyStoreIsNoPassAndDoesNotSpin() {
        var schedule = new ScrubSchedule(1, DAY, T0, Optional.empty());

        assertEquals(new Step.Rest(T0.plus(DAY)), schedule.next(new TreeMap<>(), T0));
        assertEquals(0, schedule.passes());
    }

    @Test
    void thePassGoesOnBehindWhereItIsToldTo() {
        var owned = new TreeMap<>(Map.of(A, Bitfield.of(4, 0, 1, 2, 3), B, Bitfield.of(1, 0)));
        var schedule = new ScrubSchedule(1, DAY, T0, Optional.of(new Place(A, 2)));

        assertEquals(read(A, 3), schedule.next(owned, T0));
    }

    @Test
    void whateverComesAndGoesWhatStaysIsReadInEveryPass() {
        Long given = Long.getLong("patchwave.seed");
        for (long seed = given == null ? 1 : given; seed <= (given == null ? WORLDS : given); seed++) {
            var random = new Random(seed);
            var stays = Bitfield.of(8, random.nextInt(8), random.nextInt(8));
            var schedule = new ScrubSchedule(1_000, DAY, T0, Optional.empty());
            var seen = new ArrayList<Integer>();
            var now = T0;
            while (schedule.passes() == 0) {
                var owned = new TreeMap<ReleaseId, Bitfield>();
                owned.put(A, random.nextBoolean() ? stays : stays.union(Bitfield.of(8, random.nextInt(8))));
                if (random.nextBoolean()) {
                    owned.put(B, Bitfield.of(2, random.nextInt(2)));
                }
                switch (schedule.next(owned, now)) {
                    case Step.Read(var place) -> {
                        if (place.release().equals(A)) {
                            seen.add(place.segment());
                        }
                        schedule.done(place, 500, now);
                    }
                    case Step.Rest(var until) -> now = until;
                }
            }
            assertTrue(
                    seen.containsAll(stays.stream().boxed().toList()), "seed " + seed + ": " + seen + " of " + stays);
            assertEquals(List.copyOf(new TreeSet<>(seen)), seen, "seed " + seed + ": twice, or out of order");
        }
    }

    private static Step.Read read(ReleaseId release, int segment) {
        return new Step.Read(new Place(release, segment));
    }
}
