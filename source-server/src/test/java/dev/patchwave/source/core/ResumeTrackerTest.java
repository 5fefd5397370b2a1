package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResumeTrackerTest {
    private static final int SEGMENTS = 4;
    private static final InstanceId BOB = phoneOf("bob");

    private final List<ResumeRecord> kept = new ArrayList<>();
    private ResumeTracker tracker = new ResumeTracker(ResumeTracker.Limits.DEFAULT, List.of());

    /** TR 22.906 5.3 step 5: Bob loses the service in the middle and goes on with only the parts that he misses. */
    @Test
    void bobGoesOnWithWhatHeMisses() {
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 0, 1)));

        var answer = ask(Optional.of(Bitfield.of(SEGMENTS, 0, 1)), AREA_1);

        assertEquals(Bitfield.of(SEGMENTS, 2, 3), answer.missing());
        assertEquals(
                List.of(HolderKind.OWN_CACHE, HolderKind.OTHER_CACHE, HolderKind.SOURCE),
                answer.holders().stream().map(holder -> holder.kind()).toList());
    }

    @Test
    void onlyWhoHoldsSomethingThatIsMissingIsNamed() {
        var answer = ask(Optional.of(Bitfield.of(SEGMENTS, 2)), AREA_1);

        assertEquals(
                List.of("cache-2", "source"),
                answer.holders().stream().map(holder -> holder.id().value()).toList(),
                "cache-1 has only segment 2");
    }

    @Test
    void whoLostItsMemoryIsReminded() {
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 0)));
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 3)));

        assertEquals(Bitfield.of(SEGMENTS, 1, 2), ask(Optional.empty(), AREA_1).missing());
    }

    @Test
    void whatIsRememberedSurvivesACrashOfTheSource() {
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 0, 1)));

        tracker = new ResumeTracker(ResumeTracker.Limits.DEFAULT, kept.subList(kept.size() - 1, kept.size()));

        assertEquals(Bitfield.of(SEGMENTS, 2, 3), ask(Optional.empty(), AREA_1).missing());
    }

    @Test
    void theInstancesOwnWordCountsMost() {
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.full(SEGMENTS)));

        assertEquals(
                Bitfield.of(SEGMENTS, 1, 2, 3),
                ask(Optional.of(Bitfield.of(SEGMENTS, 0)), AREA_1).missing());
    }

    @Test
    void whatIsNotNewIsNotWritten() {
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 0, 1)));

        assertEquals(List.of(), on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 1))));
    }

    @Test
    void whoInstalledIsForgottenAndSoIsWhoNeverComesBack() {
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 0)));
        on(new ResumeEvent.Progressed(phoneOf("dave"), NEW, Bitfield.of(SEGMENTS, 0)));

        assertEquals(List.of(new ResumeEffect.Forget(BOB, NEW)), on(new ResumeEvent.Installed(BOB, NEW)));
        var later = tracker.nextDeadline().orElseThrow();
        assertEquals(
                List.of(new ResumeEffect.Forget(phoneOf("dave"), NEW)), tracker.on(tracker.deadlinePassed(), later));
        assertEquals(Optional.empty(), tracker.nextDeadline());
    }

    @Test
    void noMoreIsRememberedThanAllowed() {
        tracker = new ResumeTracker(new ResumeTracker.Limits(1, Duration.ofDays(1)), List.of());
        on(new ResumeEvent.Progressed(BOB, NEW, Bitfield.of(SEGMENTS, 0)));

        var effects = on(new ResumeEvent.Progressed(phoneOf("dave"), NEW, Bitfield.of(SEGMENTS, 0)));

        assertEquals(new ResumeEffect.Forget(BOB, NEW), effects.getLast());
    }

    private ResumeEffect.Answer ask(Optional<Bitfield> claimed, DomainId domain) {
        var holdings = List.of(
                new Holding(new HolderId("source"), uri(1), Optional.empty(), Bitfield.full(SEGMENTS)),
                new Holding(CACHE_2, uri(2), Optional.of(AREA_2), Bitfield.of(SEGMENTS, 0, 3)),
                new Holding(CACHE_1, uri(3), Optional.of(AREA_1), Bitfield.of(SEGMENTS, 2)));
        var effects = on(new ResumeEvent.Asked(BOB, NEW, SEGMENTS, claimed, domain, holdings, 1));
        return assertInstanceOf(ResumeEffect.Answer.class, effects.getLast());
    }

    private List<ResumeEffect> on(ResumeEvent event) {
        var effects = tracker.on(event, T0);
        effects.forEach(effect -> {
            if (effect instanceof ResumeEffect.Remember(var record)) {
                kept.add(record);
            }
        });
        return effects;
    }

    private static URI uri(int host) {
        return URI.create("http://192.0.2." + host + ":8080");
    }
}
