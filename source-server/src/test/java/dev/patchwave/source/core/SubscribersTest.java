package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.signal.InstanceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private final Subscribers subscribers = new Subscribers();

    @Test
    void oneSubscriberMayHaveSeveralInstancesInSeveralDomains() {
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(DAY));
        subscribers.register(subscriber("alice"), phoneOf("alices tablet"), AREA_2, T0.plus(DAY));

        assertEquals(List.of(phoneOf("alice"), phoneOf("alices tablet")), subscribers.of(subscriber("alice")));
        assertEquals(List.of(phoneOf("alice")), List.copyOf(subscribers.in(AREA_1)));
    }

    @Test
    void whoMovesIsInOneDomainOnly() {
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(DAY));
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_2, T0.plus(DAY));

        assertEquals(List.of(), List.copyOf(subscribers.in(AREA_1)));
        assertEquals(List.of(phoneOf("alice")), List.copyOf(subscribers.in(AREA_2)));
    }

    @Test
    void whoDoesNotRefreshIsForgotten() {
        subscribers.register(subscriber("alice"), phoneOf("alice"), AREA_1, T0.plus(Duration.ofHours(1)));
        subscribers.register(subscriber("bob"), phoneOf("bob"), AREA_1, T0.plus(Duration.ofHours(1)));
        subscribers.register(subscriber("bob"), phoneOf("bob"), AREA_1, T0.plus(Duration.ofHours(3)));

        assertEquals(List.of(phoneOf("alice")), expired(Duration.ofHours(2)));
        assertEquals(List.of(phoneOf("bob")), expired(Duration.ofHours(4)));
        assertEquals(0, subscribers.size());
        assertEquals(List.of(), subscribers.of(subscriber("bob")));
    }

    private List<InstanceId> expired(Duration after) {
        return subscribers.expire(T0.plus(after)).stream().map(Member::instance).toList();
    }
}
