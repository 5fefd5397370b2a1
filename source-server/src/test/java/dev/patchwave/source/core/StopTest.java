package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What campaigns make of a stop order. */
class StopTest {
    private final SourceWorld world = new SourceWorld();

    @Test
    void nobodyIsToldOfAStoppedReleaseUntilItIsResumed() {
        world.attach("alice", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 1);
        stop(NEW, true);

        world.command(force("c1", NEW, domains(AREA_1)));
        world.attach("bob", AREA_1, OLD);
        world.pass(Duration.ofMinutes(5));
        assertEquals(List.of(), world.told);
        assertEquals(Optional.empty(), world.subscribe("alice", AREA_1, OLD), "not in a subscription either");
        assertEquals(Optional.empty(), world.poll("alice", AREA_1, OLD), "nor when she asks");

        stop(NEW, false);
        assertEquals(List.of(phoneOf("alice"), phoneOf("bob")), world.toldInstances());
    }

    @Test
    void aStopOfEverythingIsOneOfEachRelease() {
        world.attach("alice", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 1);
        world.on(new CampaignEvent.StopTaken(Optional.empty(), true, Optional.empty()));

        world.command(force("c1", NEW, domains(AREA_1)));

        assertEquals(List.of(), world.told);
        assertEquals(List.of(), world.stops, "after a restart nobody is told again");
    }

    @Test
    void whoeverIsRegisteredIsPassedTheOrderOnceAtThePaceOfCampaigns() {
        var slow = new SourceWorld(CampaignLimits.DEFAULT.withPace(new PaceLimits(20, 5)));
        for (int i = 0; i < 60; i++) {
            slow.register("p" + i, i % 2 == 0 ? AREA_1 : AREA_2);
        }
        slow.on(new CampaignEvent.StopTaken(Optional.of(NEW), true, Optional.of("signed")));

        slow.pass(Duration.ofSeconds(1));
        assertTrue(slow.stops.size() <= 22, () -> slow.stops.size() + " in a second");
        slow.pass(Duration.ofSeconds(5));
        assertEquals(60, slow.stops.size());
        assertEquals(
                60,
                slow.stops.stream()
                        .map(CampaignEffect.MessageStop::instance)
                        .distinct()
                        .count());
    }

    private void stop(ReleaseId release, boolean stops) {
        world.on(new CampaignEvent.StopTaken(Optional.of(release), stops, Optional.of("signed")));
    }
}
