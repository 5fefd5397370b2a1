package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What campaigns make of clients' reports, and of their absence. */
class CampaignReportsTest {
    private final SourceWorld world = new SourceWorld();

    @Test
    void aReportThatWasLostIsMadeGoodByTheNextSubscription() {
        world.attach("alice", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));

        world.subscribe("alice", AREA_1, NEW);

        assertEquals(1, world.state("c1").count(Progress.INSTALLED));
        assertEquals(Stage.FINISHED, world.state("c1").stage());
    }

    @Test
    void aReportInAnothersNameChangesNothing() {
        world.attach("alice", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 1);
        world.command(force("c1", NEW, domains(AREA_1)));

        world.on(new CampaignEvent.Reported(subscriber("mallory"), upgrade("alice", NEW, Outcome.INSTALLED), 1));

        assertEquals(1, world.state("c1").count(Progress.SIGNALLED));
        assertEquals(List.of(1L), world.refused);
        assertEquals(List.of(), world.confirmed);
    }

    @Test
    void aReportOfWhoseRegistrationJustEndedOrMovedIsTaken() {
        world.attach("alice", AREA_1, OLD);
        world.attach("bob", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 1);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.register("bob", AREA_2);
        world.unregisterSubscriber("alice");

        assertTrue(world.report("alice", NEW, Outcome.INSTALLED));
        assertTrue(world.report("bob", NEW, Outcome.INSTALLED));

        assertEquals(List.of(), world.refused);
        assertEquals(2, world.state("c1").count(Progress.INSTALLED));
    }
}
