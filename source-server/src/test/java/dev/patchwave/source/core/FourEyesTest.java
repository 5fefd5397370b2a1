package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.Audience;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FourEyesTest {
    private static final SubscriberId SECOND = new SubscriberId("sip:second@op.example");
    private static final Duration WITHIN = Duration.ofHours(8);

    private final SourceWorld world = new SourceWorld(new FourEyes(50, WITHIN));

    @Test
    void whoReachesMoreThanTheShareWaitsForASecondAdmin() {
        attachThreeAndOne();

        assertInstanceOf(Verdict.Pending.class, world.command(ADMIN, force("c1", NEW, domains(AREA_1))));
        world.cacheHolds(CACHE_1, NEW, 1);
        world.pass(Duration.ofHours(1));

        assertEquals(List.of(), world.told);
        assertEquals(List.of(), world.filled(), "no cache is told before somebody approved");
        assertEquals(Stage.AWAITING_APPROVAL, world.state("c1").stage());

        assertEquals(new Verdict.Accepted(), world.approve(SECOND, "c1"));
        assertEquals(3, world.told.size());
        assertEquals(Optional.of(SECOND), world.state("c1").plan().approval().flatMap(Approval::by));
    }

    @Test
    void whoReachesFewNeedsNobody() {
        attachThreeAndOne();

        assertEquals(new Verdict.Accepted(), world.command(ADMIN, force("c1", NEW, domains(AREA_2))));
        assertEquals(new Verdict.Accepted(), world.command(ADMIN, force("c2", NEW, named("dora"))), "counted once");
    }

    @Test
    void manySmallCampaignsOfOneReleaseAreOneLargeOne() {
        attachThreeAndOne();

        assertEquals(new Verdict.Accepted(), world.command(ADMIN, force("c1", NEW, domains(AREA_2))));
        assertEquals(new Verdict.Accepted(), world.command(ADMIN, force("c2", NEW, named("alice"))));
        assertInstanceOf(Verdict.Pending.class, world.command(SECOND, force("c3", NEW, named("bob"))));
    }

    @Test
    void anOfferIsAskedForTooSinceItsDeadlineForces() {
        attachThreeAndOne();
        var force = force("c1", NEW, domains(AREA_1));
        var offer = new Signal.CampaignCommand(
                force.campaign(),
                dev.patchwave.signal.Manner.OFFERED,
                NEW,
                force.audience(),
                Duration.ofSeconds(1),
                Duration.ZERO);

        assertInstanceOf(Verdict.Pending.class, world.command(ADMIN, offer));
    }

    @Test
    void nobodyApprovesAnOrderOfItsOwn() {
        attachThreeAndOne();
        world.command(ADMIN, force("c1", NEW, domains(AREA_1)));

        assertInstanceOf(Verdict.Forbidden.class, world.approve(ADMIN, "c1"));
        assertEquals(Stage.AWAITING_APPROVAL, world.state("c1").stage());
    }

    @Test
    void whatNobodyApprovesExpiresAndItsNameStaysTaken() {
        attachThreeAndOne();
        world.command(ADMIN, force("c1", NEW, domains(AREA_1)));

        world.pass(WITHIN);

        assertEquals(Stage.CLOSED, world.state("c1").stage());
        assertTrue(world.state("c1").plan().unapproved());
        assertEquals(Stage.CLOSED, world.reports.getLast().stage(), "the admin hears of it");
        assertInstanceOf(Verdict.Refused.class, world.approve(SECOND, "c1"));
        assertInstanceOf(Verdict.Refused.class, world.command(ADMIN, force("c1", NEWER, domains(AREA_2))));
        world.killAndRestart();
        assertInstanceOf(Verdict.Refused.class, world.approve(SECOND, "c1"));
        assertEquals(List.of(), world.told);
    }

    @Test
    void anOrderThatWaitsSurvivesTheSourceAndMayBeRepeated() {
        attachThreeAndOne();
        var order = force("c1", NEW, domains(AREA_1));
        Verdict pending = world.command(ADMIN, order);

        world.killAndRestart();

        assertEquals(pending, world.command(ADMIN, order));
        assertInstanceOf(Verdict.Refused.class, world.command(ADMIN, force("c1", NEW, domains(AREA_2))));
        world.cacheHolds(CACHE_1, NEW, 1);
        assertEquals(new Verdict.Accepted(), world.approve(SECOND, "c1"));
        assertEquals(new Verdict.Accepted(), world.approve(SECOND, "c1"), "its answer may have been lost");
        assertInstanceOf(Verdict.Unknown.class, world.approve(SECOND, "c9"));
    }

    @Test
    void theTimeThatItWaitedIsNotTakenFromItsAudience() {
        attachThreeAndOne();
        world.command(ADMIN, force("c1", NEW, domains(AREA_1)));
        world.pass(Duration.ofHours(5)); // Longer than the deadline of an hour.

        world.approve(SECOND, "c1");

        assertEquals(
                world.now().plus(Duration.ofHours(1)), world.state("c1").plan().deadline());
    }

    @Test
    void aReleaseThatIsTakenBackIsNotApproved() {
        attachThreeAndOne();
        world.command(ADMIN, force("c1", NEW, domains(AREA_1)));

        world.on(new CampaignEvent.ReleaseWithdrawn(NEW));

        assertInstanceOf(Verdict.Refused.class, world.approve(SECOND, "c1"));
        assertEquals(List.of(), world.told);
    }

    @Test
    void whileNobodyIsKnownDomainsCount() {
        assertEquals(new Verdict.Accepted(), world.command(ADMIN, force("c1", NEW, domains(AREA_1))));
        assertInstanceOf(Verdict.Pending.class, world.command(ADMIN, force("c2", NEW, domains(AREA_1, AREA_2))));
    }

    @Test
    void waitingOrdersAreLimited() {
        attachThreeAndOne();
        for (int order = 0; order < AdminOrders.MAX_WAITING_ORDERS; order++) {
            assertInstanceOf(Verdict.Pending.class, world.command(ADMIN, force("c" + order, NEW, domains(AREA_1))));
        }
        assertInstanceOf(Verdict.Refused.class, world.command(ADMIN, force("more", NEW, domains(AREA_1))));
    }

    private void attachThreeAndOne() {
        Stream.of("alice", "bob", "carol").forEach(name -> world.attach(name, AREA_1, OLD));
        world.attach("dora", AREA_2, OLD);
    }

    private static Audience named(String name) {
        return new Audience.Subscribers(List.of(subscriber(name)));
    }
}
