package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CampaignsTest {
    private final SourceWorld world = new SourceWorld();

    @Test
    void aForcedCampaignFillsTheCacheFirstAndThenSignalsTheDomain() {
        world.attach("alice", AREA_1, OLD);
        world.attach("dora", AREA_2, OLD);

        assertEquals(new Verdict.Accepted(), world.command(force("c1", NEW, domains(AREA_1))));

        assertEquals(List.of(CACHE_1 + " " + NEW), world.filled());
        assertEquals(List.of(), world.told, "nobody is told before the cache can serve");
        world.cacheHolds(CACHE_1, NEW, 1);
        assertEquals(List.of(phoneOf("alice")), world.toldInstances());
        assertTrue(world.told.getFirst().bySubscription());
        assertTrue(world.told.getFirst().offer().immediate());
        assertEquals(Optional.of(CACHE_1), world.told.getFirst().offer().cache());
    }

    @Test
    void theAdminHearsOfAcceptedSignalledAndFinished() {
        world.attach("alice", AREA_1, OLD);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.cacheHolds(CACHE_1, NEW, 1);

        world.report("alice", NEW, Outcome.STARTED);
        assertEquals(List.of(Stage.ACCEPTED, Stage.SIGNALLED), stagesReported());
        world.report("alice", NEW, Outcome.INSTALLED);

        assertEquals(List.of(Stage.ACCEPTED, Stage.SIGNALLED, Stage.FINISHED), stagesReported());
        assertEquals(1, world.reports.getLast().count(Progress.INSTALLED));
        assertEquals(2, world.confirmed.size());
    }

    @Test
    void whoIsOnlyRegisteredGetsAMessage() {
        world.register("alice", AREA_1);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));

        assertEquals(List.of(phoneOf("alice")), world.toldInstances());
        assertFalse(world.told.getFirst().bySubscription());
    }

    @Test
    void whoMovesBeforeItHasInstalledIsToldOfItsNewCache() {
        world.cacheHolds(CACHE_1, NEW, 100);
        world.cacheHolds(CACHE_2, NEW, 100);
        world.attach("alice", AREA_1, OLD);
        world.command(force("c1", NEW, domains(AREA_1, AREA_2)));
        world.report("alice", NEW, Outcome.STARTED);

        world.register("alice", AREA_2);
        world.pass(Duration.ofSeconds(1));

        assertEquals(
                List.of(Optional.of(CACHE_1), Optional.of(CACHE_2)),
                world.told.stream().map(told -> told.offer().cache()).toList());
        world.register("alice", AREA_2);
        world.pass(Duration.ofSeconds(1));
        assertEquals(2, world.told.size(), "who stays is not told again");
    }

    @Test
    void whoMovesAfterItHasInstalledIsToldNothing() {
        world.cacheHolds(CACHE_1, NEW, 100);
        world.cacheHolds(CACHE_2, NEW, 100);
        world.attach("alice", AREA_1, OLD);
        world.command(force("c1", NEW, domains(AREA_1, AREA_2)));
        world.report("alice", NEW, Outcome.INSTALLED);

        world.register("alice", AREA_2);
        world.pass(Duration.ofSeconds(1));

        assertEquals(1, world.told.size());
    }

    @Test
    void aRegistrationOfNoDeviceInParticularIsOfThoseThatSubscribed() {
        world.cacheHolds(CACHE_2, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_2)));
        world.registerSubscriber("alice", AREA_2);
        world.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), world.told, "nobody knows whether she has a client of ours");

        world.subscribe("alice", AREA_1, OLD);
        world.registerSubscriber("alice", AREA_2);
        world.pass(Duration.ofSeconds(1));

        assertEquals(List.of(phoneOf("alice")), world.toldInstances());
    }

    @Test
    void whoseIdentityIsRegisteredNoMoreIsSentNothing() {
        world.cacheHolds(CACHE_1, NEW, 100);
        world.attach("alice", AREA_1, OLD);
        world.unregisterSubscriber("alice");

        world.command(force("c1", NEW, domains(AREA_1)));

        assertEquals(List.of(), world.told);
    }

    @Test
    void whoIsAwayIsToldAtTheNextRegistrationAfterItSettled() {
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.register("alice", AREA_1);
        assertEquals(List.of(), world.told, "its 200 may still be on the way");

        world.pass(Duration.ofMillis(200));

        assertEquals(List.of(phoneOf("alice")), world.toldInstances());
    }

    @Test
    void theFirstNotifyOfASubscriptionAlreadyCarriesTheOffer() {
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.register("alice", AREA_1);

        assertEquals(NEW, world.subscribe("alice", AREA_1, OLD).orElseThrow().release());
        world.pass(Duration.ofMinutes(1));

        assertEquals(1, world.told.size(), "the queued signal is no longer needed");
    }

    @Test
    void whoRunsTheReleaseAlreadyIsNotBothered() {
        world.attach("alice", AREA_1, NEW);
        world.attach("bob", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));

        assertEquals(List.of(phoneOf("bob")), world.toldInstances());
        assertEquals(1, world.state("c1").count(Progress.CURRENT));
    }

    @Test
    void anOldReleaseIsNoUpgradeForANewerOne() {
        world.publish(NEWER, 3);
        world.attach("alice", AREA_1, NEWER);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));

        assertEquals(List.of(), world.told);
    }

    @Test
    void aRepeatedCommandIsTheSameCampaign() {
        world.attach("alice", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofSeconds(3));

        assertEquals(new Verdict.Accepted(), world.command(force("c1", NEW, domains(AREA_1))));
        assertInstanceOf(Verdict.Refused.class, world.command(force("c1", NEW, domains(AREA_2))));

        assertEquals(1, world.told.size());
    }

    @Test
    void whatDoesNotExistIsRefused() {
        var nothing = ReleaseId.parse("ims-client@9");

        assertInstanceOf(Verdict.Unknown.class, world.command(force("c1", nothing, domains(AREA_1))));
        assertInstanceOf(Verdict.Unknown.class, world.command(force("c2", NEW, domains(new DomainId("atlantis")))));

        assertEquals(List.of(), world.reports);
    }

    @Test
    void deadDevicesDoNotKeepACampaignOpen() {
        world.attach("alice", AREA_1, OLD);
        world.attach("ghost", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.report("alice", NEW, Outcome.INSTALLED);

        world.pass(Duration.ofHours(1));

        assertEquals(Stage.CLOSED, world.state("c1").stage());
        assertEquals(1, world.reports.getLast().count(Progress.GIVEN_UP));
        assertEquals(1, world.reports.getLast().count(Progress.INSTALLED));
    }

    @Test
    void whoLeavesDoesNotHoldTheOthersUp() {
        world.attach("alice", AREA_1, OLD);
        world.attach("bob", AREA_1, OLD);
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.report("alice", NEW, Outcome.INSTALLED);

        world.on(new CampaignEvent.Unregistered(phoneOf("bob")));
        assertEquals(Stage.FINISHED, world.state("c1").stage());
        world.attach("bob", AREA_1, OLD);

        assertEquals(3, world.told.size(), "back before the deadline, bob is told again");
    }

    @Test
    void anEndedSubscriptionIsFollowedByAMessage() {
        world.attach("alice", AREA_1, OLD);
        world.network(instance -> Optional.of(
                world.told.getLast().bySubscription() ? new Delivery.NotSubscribed() : new Delivery.Delivered()));
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofSeconds(1));

        assertEquals(
                List.of(true, false),
                world.told.stream().map(Told::bySubscription).toList());
        assertEquals(1, world.state("c1").count(Progress.SIGNALLED));
    }

    @Test
    void whoIsAbsentFromItsSubscriptionIsToldWhenItRegistersAgain() {
        world.attach("alice", AREA_1, OLD);
        world.network(instance ->
                Optional.of(world.told.getLast().bySubscription() ? new Delivery.Absent() : new Delivery.Delivered()));
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofMinutes(10));

        assertEquals(1, world.told.size(), "no MESSAGE to one who is not there");
        assertEquals(1, world.state("c1").count(Progress.AWAY));
        world.register("alice", AREA_1);
        world.pass(Duration.ofSeconds(1));

        assertFalse(world.told.getLast().bySubscription(), "its subscription is over");
        assertEquals(1, world.state("c1").count(Progress.SIGNALLED));
    }

    @Test
    void aUsersRequestIsAnsweredWithTheNewestReleaseAndFillsTheCache() {
        world.publish(NEWER, 3);
        world.attach("alice", AREA_1, OLD);

        var offer = world.poll("alice", AREA_1, OLD).orElseThrow();

        assertEquals(NEWER, offer.release());
        assertEquals(Optional.of(CACHE_1), offer.cache());
        assertEquals(List.of(CACHE_1 + " " + NEWER), world.filled());
        world.poll("bob", AREA_1, OLD);
        assertEquals(1, world.fills.size(), "one fill for all who ask");
        assertEquals(Optional.empty(), world.poll("carol", AREA_1, NEWER));
    }

    @Test
    void aDomainWithoutCachesIsSentToTheSource() {
        world.attach("eve", BARE, OLD);
        world.command(force("c1", NEW, domains(BARE)));

        assertEquals(Optional.empty(), world.told.getFirst().offer().cache());
    }

    @Test
    void aCampaignForNamedSubscribersFillsTheCachesWhereTheyAre() {
        world.attach("alice", AREA_1, OLD);
        world.attach("dora", AREA_2, OLD);
        world.command(force("c1", NEW, new Audience.Subscribers(List.of(subscriber("dora")))));
        world.cacheHolds(CACHE_2, NEW, 1);

        assertEquals(List.of(CACHE_2 + " " + NEW), world.filled());
        assertEquals(List.of(phoneOf("dora")), world.toldInstances());
    }

    @Test
    void aCacheThatSaysNothingIsToldAgainAndAllOfItWhenItSubscribes() {
        world.command(force("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofSeconds(16));
        assertEquals(3, world.fills.size(), "after 5 s and 10 s more");

        world.on(new CampaignEvent.CacheSubscribed(CACHE_1, 7));
        assertEquals(4, world.fills.size());
        world.cacheHolds(CACHE_1, NEW, 1);
        world.pass(Duration.ofMinutes(10));
        assertEquals(4, world.fills.size());
    }

    @Test
    void afterACrashTheCampaignGoesOnAndWhoInstalledIsLeftAlone() {
        world.attach("alice", AREA_1, OLD);
        world.attach("bob", AREA_1, OLD);
        world.command(force("c1", NEW, domains(AREA_1)));
        world.cacheHolds(CACHE_1, NEW, 1);
        world.report("alice", NEW, Outcome.INSTALLED);
        world.told.clear();
        world.fills.clear();

        world.killAndRestart();
        assertEquals(List.of(CACHE_1 + " " + NEW), world.filled());
        world.cacheHolds(CACHE_1, NEW, 50);
        world.attach("carol", AREA_1, OLD);

        assertEquals(List.of(phoneOf("carol")), world.toldInstances());
        assertEquals(1, world.state("c1").count(Progress.INSTALLED));
        world.report("bob", NEW, Outcome.INSTALLED);
        world.report("carol", NEW, Outcome.FAILED);
        assertEquals(Stage.FINISHED, world.state("c1").stage());
    }

    @Test
    void aWithdrawnReleaseIsToldToNobodyAlsoAfterARestart() {
        world.command(force("c1", NEW, domains(AREA_1)));
        world.on(new CampaignEvent.ReleaseWithdrawn(NEW));
        world.killAndRestart();
        world.cacheHolds(CACHE_1, NEW, 1);
        world.attach("alice", AREA_1, new ReleaseId("ims-client", "0.9"));

        assertEquals(List.of(), world.told);
        assertEquals(Stage.CLOSED, world.state("c1").stage());
        assertInstanceOf(Verdict.Unknown.class, world.command(force("c2", NEW, domains(AREA_1))));
    }

    @Test
    void aLargeDomainIsTakenInPieceByPieceAndNobodyIsForgotten() {
        for (int i = 0; i < 5_000; i++) {
            world.register("user" + i, AREA_1);
        }
        world.cacheHolds(CACHE_1, NEW, 100);
        world.command(force("c1", NEW, domains(AREA_1)));
        assertTrue(world.told.size() < 5_000);

        world.pass(Duration.ofSeconds(10));

        assertEquals(5_000, world.state("c1").count(Progress.SIGNALLED));
        assertEquals(Stage.SIGNALLED, world.state("c1").stage());
    }

    @Test
    void whoIsRegisteredCanBeFoundAlsoAfterARestart() {
        world.attach("alice", AREA_2, OLD);
        world.killAndRestart();

        assertEquals(Optional.of(AREA_2), world.whereIs("alice"));
        assertEquals(Optional.empty(), world.whereIs("nobody"));
    }

    private List<Stage> stagesReported() {
        return world.reports.stream().map(CampaignState::stage).toList();
    }
}
