package dev.patchwave.signal.sip;

import dev.patchwave.loop.Core;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One identity in the network: a registration, on it a subscription that stands, and polls one at a time. Subscribes once registered,
 * and anew after a registration that had failed. Pure.
 */
final class Agent implements Core<Agent.Event, Agent.Effect> {
    sealed interface Event {
        record Open() implements Event {}

        record Registering(Registration.Event event) implements Event {}

        /** Of the subscription that stands, or of the poll. */
        record Subscribing(boolean poll, Subscription.Event event) implements Event {}

        record Notified(SipRequest notice, SipAnswer answer) implements Event {}

        record Poll() implements Event {}

        /** Register and subscribe anew, with the etag that we have. */
        record Reconnect() implements Event {}

        /** Something suggests that the network has lost us; behind a proxy we register and subscribe anew. */
        record Doubt(String reason) implements Event {}

        record Close() implements Event {}

        record DeadlinePassed() implements Event {}
    }

    sealed interface Effect {
        record Register(Registration.Effect.Send send) implements Effect {}

        record Subscribe(boolean poll, Subscription.Effect.Send send) implements Effect {}

        record Reply(SipAnswer answer, SipResponse response) implements Effect {}

        record Deliver(boolean polled, SipRequest notice) implements Effect {}

        /** From now on requests go out like this. */
        record Adopt(Standing standing) implements Effect {}

        record Report(UserAgentState state) implements Effect {}
    }

    private final Registration registration;
    private final Optional<Subscription> standing;
    private final Supplier<Subscription> polls;

    private Optional<Subscription> poll = Optional.empty();
    private boolean pollWanted;
    private boolean registered;
    private boolean subscribed;
    private boolean closing;

    /**
     * @param standing empty for who wants no notices
     * @param polls makes a poll
     */
    Agent(Registration registration, Optional<Subscription> standing, Supplier<Subscription> polls) {
        this.registration = registration;
        this.standing = standing;
        this.polls = polls;
    }

    @Override
    public List<Effect> on(Event event, Instant now) {
        List<Effect> effects = new ArrayList<>();
        switch (event) {
            case Event.Open() -> register(new Registration.Event.Open(), now, effects);
            case Event.Registering(var one) -> register(one, now, effects);
            case Event.Subscribing(boolean ofPoll, var one) ->
                (ofPoll ? poll : standing).ifPresent(some -> subscribe(ofPoll, some, one, now, effects));
            case Event.Notified(var notice, var answer) -> notified(notice, answer, now, effects);
            case Event.Poll() -> poll(now, effects);
            case Event.Reconnect() -> {
                subscribed = false;
                register(new Registration.Event.Refresh(), now, effects);
            }
            case Event.Doubt(var reason) -> doubt(reason, now, effects);
            case Event.Close() -> close(now, effects);
            case Event.DeadlinePassed() -> deadline(now, effects);
        }
        return effects;
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return Stream.of(
                        registration.nextDeadline(),
                        standing.flatMap(Subscription::nextDeadline),
                        poll.flatMap(Subscription::nextDeadline))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    @Override
    public Event deadlinePassed() {
        return new Event.DeadlinePassed();
    }

    private void register(Registration.Event event, Instant now, List<Effect> effects) {
        for (Registration.Effect effect : registration.on(event, now)) {
            switch (effect) {
                case Registration.Effect.Send send -> effects.add(new Effect.Register(send));
                case Registration.Effect.Adopt(var standing) -> effects.add(new Effect.Adopt(standing));
                case Registration.Effect.Report(var state) -> {
                    effects.add(new Effect.Report(state));
                    follow(state, now, effects);
                }
            }
        }
    }

    private void follow(UserAgentState state, Instant now, List<Effect> effects) {
        if (state instanceof UserAgentState.IdentityReplaced) {
            subscribed = false; // A dialog keeps the identity that it began with.
            return;
        }
        registered = state instanceof UserAgentState.Registered;
        if (!registered) {
            subscribed = false;
        }
        if (registered && !closing && !subscribed && standing.isPresent()) {
            subscribed = true;
            subscribe(false, standing.get(), new Subscription.Event.Open(), now, effects);
        }
        if (registered && pollWanted) {
            poll(now, effects);
        }
    }

    private void doubt(String reason, Instant now, List<Effect> effects) {
        if (!closing) {
            register(new Registration.Event.Doubt(reason), now, effects);
        }
    }

    private void poll(Instant now, List<Effect> effects) {
        pollWanted = !registered;
        boolean busy = poll.filter(one -> !one.isClosed()).isPresent();
        if (registered && !busy && !closing) {
            poll = Optional.of(polls.get());
            subscribe(true, poll.get(), new Subscription.Event.Open(), now, effects);
        }
    }

    private void notified(SipRequest notice, SipAnswer answer, Instant now, List<Effect> effects) {
        boolean ofPoll = poll.filter(one -> one.owns(notice)).isPresent();
        Optional<Subscription> owner = ofPoll ? poll : standing.filter(one -> one.owns(notice));
        if (owner.isEmpty()) {
            effects.add(new Effect.Reply(answer, SipResponse.of(481)));
        } else {
            subscribe(ofPoll, owner.get(), new Subscription.Event.Notified(notice, answer), now, effects);
        }
    }

    private void subscribe(
            boolean ofPoll, Subscription one, Subscription.Event event, Instant now, List<Effect> effects) {
        for (Subscription.Effect effect : one.on(event, now)) {
            switch (effect) {
                case Subscription.Effect.Send send -> effects.add(new Effect.Subscribe(ofPoll, send));
                case Subscription.Effect.Reply(var answer, var response) ->
                    effects.add(new Effect.Reply(answer, response));
                case Subscription.Effect.Deliver(var notice) -> effects.add(new Effect.Deliver(ofPoll, notice));
                case Subscription.Effect.Report(var state) -> report(state, effects);
                case Subscription.Effect.Doubt(var reason) -> {
                    subscribed &= ofPoll; // Also when a registration is under way already: its end opens it anew.
                    doubt(reason, now, effects);
                }
            }
        }
    }

    private void report(UserAgentState state, List<Effect> effects) {
        effects.add(new Effect.Report(state));
        subscribed |= state instanceof UserAgentState.Subscribed;
        if (state instanceof UserAgentState.SubscriptionEnded(int status, var reason, boolean retry)
                && status != 0
                && !retry) {
            subscribed = false; // Not served here and now: asked again with the next registration.
        }
    }

    private void close(Instant now, List<Effect> effects) {
        closing = true;
        standing.ifPresent(one -> subscribe(false, one, new Subscription.Event.Close(), now, effects));
        poll.ifPresent(one -> subscribe(true, one, new Subscription.Event.Close(), now, effects));
        register(new Registration.Event.Close(), now, effects);
    }

    private void deadline(Instant now, List<Effect> effects) {
        if (isDue(registration, now)) {
            register(registration.deadlinePassed(), now, effects);
        }
        standing.filter(one -> isDue(one, now))
                .ifPresent(one -> subscribe(false, one, one.deadlinePassed(), now, effects));
        poll.filter(one -> isDue(one, now)).ifPresent(one -> subscribe(true, one, one.deadlinePassed(), now, effects));
    }

    private static boolean isDue(Core<?, ?> core, Instant now) {
        return core.nextDeadline().filter(at -> !at.isAfter(now)).isPresent();
    }
}
