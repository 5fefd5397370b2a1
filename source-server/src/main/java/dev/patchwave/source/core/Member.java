package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.Optional;

/**
 * One device that the source can reach, or could until lately.
 *
 * @param running what its subscription said it runs; empty while it has only registered
 * @param registeredUntil end of its registration, {@link Instant#EPOCH} when it has none
 * @param subscribedUntil end of its subscription, {@link Instant#EPOCH} when it has none
 */
public record Member(
        SubscriberId subscriber,
        InstanceId instance,
        DomainId domain,
        Optional<Running> running,
        Instant registeredUntil,
        Instant subscribedUntil) {

    boolean registered(Instant now) {
        return registeredUntil.isAfter(now);
    }

    boolean subscribed(Instant now) {
        return subscribedUntil.isAfter(now);
    }

    boolean reachable(Instant now) {
        return registered(now) || subscribed(now);
    }

    Instant reachableUntil() {
        return registeredUntil.isAfter(subscribedUntil) ? registeredUntil : subscribedUntil;
    }

    Member registeredIn(DomainId where, Instant until) {
        return new Member(subscriber, instance, where, running, until, subscribedUntil);
    }

    Member subscribedIn(DomainId where, Running what, Instant until) {
        return new Member(subscriber, instance, where, Optional.of(what), registeredUntil, until);
    }

    Member running(Running what) {
        return new Member(subscriber, instance, domain, Optional.of(what), registeredUntil, subscribedUntil);
    }
}
