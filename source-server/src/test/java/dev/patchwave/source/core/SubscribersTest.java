package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private final Instances instances = new Instances();
    private final Subscribers subscribers = new Subscribers(instances);

    @Test
    void oneSubscriberMayHaveSeveralInstancesInSeveralDomains() {
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(DAY));
        subscribers.register(subscriber("alice"), phoneOf("alices tablet"), AREA_2, T0.plus(DAY));

        assertEquals(List.of(phoneOf("alice"), phoneOf("alices tablet")), subscribers.of(subscriber("alice")));
        assertEquals(List.of(phoneOf("alice")), in(AREA_1));
    }

    @Test
    void whoMovesIsInOneDomainOnly() {
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(DAY));
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_2, T0.plus(DAY));

        assertEquals(List.of(), in(AREA_1));
        assertEquals(List.of(phoneOf("alice")), in(AREA_2));
    }

    @Test
    void whoDoesNotRefreshIsForgotten() {
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(Duration.ofHours(1)));
        subscribers.register(subscriber("bob"), phoneOf("bob"), AREA_1, T0.plus(Duration.ofHours(1)));
        subscribers.register(subscriber("bob"), phoneOf("bob"), AREA_1, T0.plus(Duration.ofHours(3)));

        assertEquals(List.of(phoneOf("alice")), expired(Duration.ofHours(2)));
        assertEquals(List.of(phoneOf("bob")), expired(Duration.ofHours(4)));
        assertEquals(0, subscribers.size());
        assertEquals(0, instances.size());
        assertEquals(List.of(), subscribers.of(subscriber("bob")));
    }

    private List<InstanceId> in(DomainId domain) {
        var found = new ArrayList<InstanceId>();
        subscribers.in(domain, slot -> found.add(instances.at(slot)));
        return found;
    }

    /** Nothing says which of two kept rows is the newer one; but it must be one of them, and a whole one. */
    @Test
    void aDeviceThatChangedHandsIsRestoredToOneSubscriber() {
        Member alices = subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(DAY));
        Member bobs = subscribers.register(subscriber("bob"), phoneOf("alice"), AREA_1, T0.plus(DAY));

        var restarted = new Subscribers(new Instances());
        restarted.restore(alices);
        restarted.restore(bobs);

        assertEquals(List.of(), restarted.of(subscriber("alice")));
        assertEquals(List.of(phoneOf("alice")), restarted.of(subscriber("bob")));
    }

    private List<InstanceId> expired(Duration after) {
        return subscribers.expire(T0.plus(after)).stream().map(Member::instance).toList();
    }
}
