package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a campaign's signals leave, how often they are tried, and who is put off. */
class CampaignPaceTest {
    private final SourceWorld world = new SourceWorld();

    @Test
    void whoDoesNotAnswerIsTriedSomeTimesThenAwaited() {
        world.attach("alice", AREA_1, OLD);
        world.network(instance -> Optional.of(new Delivery.Unreachable()));
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofMinutes(5));

        assertEquals(CampaignLimits.DEFAULT.maxSignalAttempts(), world.told.size());
        assertEquals(1, world.state("c1").count(Progress.AWAY));

        world.network(instance -> Optional.of(new Delivery.Delivered()));
        world.register("alice", AREA_1);
        world.pass(Duration.ofSeconds(1));
        assertEquals(1, world.state("c1").count(Progress.SIGNALLED));
    }

    @Test
    void aSignalWhoseAnswerNeverComesIsTriedAgain() {
        world.attach("alice", AREA_1, OLD);
        world.network(instance -> Optional.empty());
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));

        world.pass(CampaignLimits.DEFAULT.answerPatience().plus(Duration.ofSeconds(30)));

        assertEquals(2, world.told.size());
    }

    @Test
    void aDeviceThatDoesNotUnderstandIsNeverAskedAgain() {
        world.register("alice", AREA_1);
        world.network(instance -> Optional.of(new Delivery.Refused()));
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.register("alice", AREA_1);
        world.pass(Duration.ofMinutes(30));

        assertEquals(1, world.told.size());
        assertEquals(Stage.FINISHED, world.state("c1").stage());
    }

    @Test
    void overloadStopsEverybodyForAsLongAsAskedAndBlamesNobody() {
        world.attach("alice", AREA_1, OLD);
        world.network(instance -> Optional.of(new Delivery.Overloaded(Duration.ofSeconds(20))));
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.attach("bob", AREA_1, OLD);
        world.register("carol", AREA_1);
        world.network(instance -> Optional.of(new Delivery.Delivered()));
        int before = world.told.size();

        world.pass(Duration.ofSeconds(15));
        assertEquals(before, world.told.size());
        world.pass(Duration.ofSeconds(60));

        assertEquals(3, world.state("c1").count(Progress.SIGNALLED));
    }

    @Test
    void signalsLeaveAtThePaceOfTheLimits() {
        var slow = new SourceWorld(CampaignLimits.DEFAULT.withPace(new PaceLimits(10, 5)));
        for (int i = 0; i < 100; i++) {
            slow.attach("user" + i, AREA_1, OLD);
        }
        slow.cacheHolds(CACHE_1, NEW, 100);
        slow.command(force("c1", NEW, domains(AREA_1)));

        slow.pass(Duration.ofSeconds(5));

        assertTrue(
                slow.told.size() >= 45 && slow.told.size() <= 52, slow.told.size() + " signals in 5 s at 10 a second");
    }

    @Test
    void noMoreSignalsAreInFlightThanAllowed() {
        var narrow = new SourceWorld(CampaignLimits.DEFAULT.withPace(new PaceLimits(1000, 5)));
        for (int i = 0; i < 20; i++) {
            narrow.attach("user" + i, AREA_1, OLD);
        }
        narrow.network(instance -> Optional.empty());
        narrow.cacheHolds(CACHE_1, NEW, 100);
        narrow.command(force("c1", NEW, domains(AREA_1)));

        narrow.pass(Duration.ofMillis(900));

        assertEquals(5, narrow.told.size());
    }

    @Test
    void theDeadDoNotHoldUpTheLiving() {
        var narrow = new SourceWorld(CampaignLimits.DEFAULT.withPace(new PaceLimits(1000, 5)));
        for (int i = 0; i < 20; i++) {
            narrow.attach("user" + i, AREA_1, OLD);
        }
        var alive = phoneOf("user19");
        narrow.network(instance -> instance.equals(alive) ? Optional.of(new Delivery.Delivered()) : Optional.empty());
        narrow.cacheHolds(CACHE_1, NEW, 100);
        narrow.command(force("c1", NEW, domains(AREA_1)));

        narrow.pass(Duration.ofSeconds(4));

        assertEquals(1, narrow.state("c1").count(Progress.SIGNALLED));
    }

    @Test
    void noMoreSignalsAreOverdueThanAllowed() {
        var narrow = new SourceWorld(CampaignLimits.DEFAULT.withPace(new PaceLimits(1000, 5)));
        for (int i = 0; i < 100; i++) {
            narrow.attach("user" + i, AREA_1, OLD);
        }
        narrow.network(instance -> Optional.empty());
        narrow.cacheHolds(CACHE_1, NEW, 100);
        narrow.command(force("c1", NEW, domains(AREA_1)));

        narrow.pass(CampaignLimits.DEFAULT.answerPatience().minusSeconds(1));

        assertEquals(5 + 8 * 5, narrow.told.size());
    }

    @Test
    void anOfferThatIsDeferredIsSentWhenItsTimeHasComeAndNotBefore() {
        world.attach("alice", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 100);
        Instant until = world.now().plusSeconds(60); // Longer than the patience with an answer.
        world.network(instance ->
                Optional.of(world.now().isBefore(until) ? new Delivery.Deferred(until) : new Delivery.Delivered()));

        world.command(offer("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofSeconds(59));

        assertEquals(1, world.told.size(), "asked once, not sent");
        assertEquals(1, world.state("c1").count(Progress.PENDING));
        assertEquals(Stage.ACCEPTED, world.state("c1").stage());
        world.pass(Duration.ofSeconds(2));
        assertEquals(2, world.told.size());
        assertTrue(world.told.getLast().bySubscription());
        assertEquals(1, world.state("c1").count(Progress.SIGNALLED));
    }

    @Test
    void aForcedUpgradeThatWouldBeDeferredGoesByMessageToWhoIsRegistered() {
        world.attach("alice", AREA_1, OLD);
        world.subscribe("bob", AREA_1, OLD); // Not registered.
        world.cacheHolds(CACHE_1, NEW, 100);
        Instant until = world.now().plusSeconds(60);
        world.network(instance -> Optional.of(
                world.told.getLast().bySubscription() && world.now().isBefore(until)
                        ? new Delivery.Deferred(until)
                        : new Delivery.Delivered()));

        world.command(force("c1", NEW, domains(AREA_1)));

        assertEquals(
                List.of(phoneOf("alice")),
                world.told.stream()
                        .filter(told -> !told.bySubscription())
                        .map(SourceWorld.Told::instance)
                        .toList());
        assertEquals(1, world.state("c1").count(Progress.SIGNALLED));
        world.pass(Duration.ofSeconds(61));
        assertEquals(2, world.state("c1").count(Progress.SIGNALLED));
        assertEquals(phoneOf("bob"), world.told.getLast().instance());
    }

    @Test
    void whoFindsNoRoomAmongTheDeferredIsToldWhenItComesAgain() {
        var small = new SourceWorld(CampaignLimits.DEFAULT.withMaxDeferredInstances(1));
        small.attach("alice", AREA_1, OLD);
        small.attach("bob", AREA_1, OLD);
        small.cacheHolds(CACHE_1, NEW, 100);
        Instant until = small.now().plusSeconds(60);
        small.network(instance -> Optional.of(new Delivery.Deferred(until)));

        small.command(offer("c1", NEW, domains(AREA_1)));

        assertEquals(1, small.state("c1").count(Progress.PENDING));
        assertEquals(1, small.state("c1").count(Progress.AWAY));
        small.network(instance -> Optional.of(new Delivery.Delivered()));
        assertTrue(small.subscribe("bob", AREA_1, OLD).isPresent());
        assertEquals(1, small.state("c1").count(Progress.SIGNALLED));
    }

    private static Signal.CampaignCommand offer(String campaign, ReleaseId release, Audience audience) {
        var forced = force(campaign, release, audience);
        return new Signal.CampaignCommand(
                forced.campaign(), Manner.OFFERED, release, audience, forced.deadline(), forced.spread());
    }
}
