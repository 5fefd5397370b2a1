package dev.patchwave.signal.sip;

import dev.patchwave.loop.Core;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The life of one subscription, from the subscriber's side (RFC 6665 4.1, RFC 5839). At most one SUBSCRIBE is in flight.
 *
 * <pre>
 * IDLE --Open--> OPEN: subscribe in a new dialog; refresh in time, with Suppress-If-Match once an etag is known;
 *                 481 or terminated: a new dialog, at once or after a wait; rejected or not understood: nothing until the next Open
 * OPEN --Close--> CLOSED: one SUBSCRIBE with Expires 0, whose fate nobody waits for
 * A poll asks for no time at all and ends with its one NOTIFY (RFC 6665 4.4.3).
 * </pre>
 *
 * <p>Pure. The caller carries out {@link Effect.Send} and feeds its outcome back with the same exchange number.
 */
final class Subscription implements Core<Subscription.Event, Subscription.Effect> {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(40);
    /** Timer N (RFC 6665 4.1.2.4): the first NOTIFY follows within it or there is no subscription. */
    private static final Duration NOTIFY_PATIENCE = Duration.ofSeconds(32);
    /** Nobody there serves the method or the event package (RFC 6665 4.1.2.2): asking again would not change that. */
    private static final Set<Integer> NOT_SERVED = Set.of(405, 489, 501);

    sealed interface Event {
        /** Subscribe, or start anew in a new dialog. */
        record Open() implements Event {}

        /** What we tell in Event has changed: tell it, and want to be notified in any case. */
        record Changed() implements Event {}

        record Answered(int exchange, SipResponse response) implements Event {}

        record Failed(int exchange, String reason) implements Event {}

        /** A NOTIFY; {@code answer} is carried back untouched. */
        record Notified(SipRequest notice, SipAnswer answer) implements Event {}

        record Close() implements Event {}

        record DeadlinePassed() implements Event {}
    }

    sealed interface Effect {
        record Send(
                int exchange,
                Dialog dialog,
                long cseq,
                long expiresSeconds,
                Optional<String> suppressIfMatch,
                Optional<Challenge> challenge)
                implements Effect {}

        record Reply(SipAnswer answer, SipResponse response) implements Effect {}

        /** A notice for whoever subscribed; it has been answered. */
        record Deliver(SipRequest notice) implements Effect {}

        record Report(UserAgentState state) implements Effect {}

        /** The fate of a SUBSCRIBE suggests that the network has forgotten our registration. */
        record Doubt(String reason) implements Effect {}
    }

    private enum Phase {
        IDLE,
        OPEN,
        CLOSED
    }

    private record Flight(int exchange, long expiresSeconds, Optional<Challenge> challenge, Instant deadline) {}

    private final RetryPolicy retries;
    private final RandomGenerator random;
    private final boolean poll;

    private Phase phase = Phase.IDLE;
    private long wantedSeconds;
    private int exchanges;
    private int failures;
    private boolean changed;
    private Dialog dialog;
    private Optional<String> etag = Optional.empty();
    private Optional<Flight> flight = Optional.empty();
    private Optional<SubscriptionStateHeader> termination = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    private Optional<Instant> notifyBy = Optional.empty();
    private Optional<Instant> lastOpened = Optional.empty();

    private Subscription(boolean poll, Duration expires, RetryPolicy retries, RandomGenerator random) {
        this.poll = poll;
        this.wantedSeconds = expires.toSeconds();
        this.retries = retries;
        this.random = random;
        this.dialog = Dialog.fresh(random);
    }

    /** One that stands. {@code expires} is what to ask for, 1 s or more; {@code random} makes Call-IDs and tags. */
    static Subscription standing(Duration expires, RetryPolicy retries, RandomGenerator random) {
        return new Subscription(false, expires, retries, random);
    }

    /** One that asks once. */
    static Subscription poll(RetryPolicy retries, RandomGenerator random) {
        return new Subscription(true, Duration.ZERO, retries, random);
    }

    @Override
    public List<Effect> on(Event event, Instant now) {
        return switch (event) {
            case Event.Open() -> open(now);
            case Event.Changed() -> changed(now);
            case Event.Answered(int exchange, var response) ->
                isInFlight(exchange) ? answered(response, now) : List.of();
            case Event.Failed(int exchange, var reason) -> isInFlight(exchange) ? lost(reason, now) : List.of();
            case Event.Notified(var notice, var answer) -> notified(notice, answer, now);
            case Event.Close() -> close(now);
            case Event.DeadlinePassed() -> deadline(now);
        };
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return Stream.of(flight.map(Flight::deadline), nextAttempt, notifyBy)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    @Override
    public Event deadlinePassed() {
        return new Event.DeadlinePassed();
    }

    /** Whether a NOTIFY is for this one. */
    boolean owns(SipRequest notice) {
        return phase != Phase.IDLE && dialog.owns(notice);
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    private boolean isInFlight(int exchange) {
        return flight.filter(one -> one.exchange == exchange).isPresent();
    }

    private List<Effect> open(Instant now) {
        if (phase == Phase.CLOSED || flight.isPresent()) {
            return List.of(); // What is in flight is as fresh as can be.
        }
        phase = Phase.OPEN;
        return startAnew(now);
    }

    private List<Effect> startAnew(Instant now) {
        dialog = Dialog.fresh(random);
        until = Optional.empty();
        notifyBy = Optional.empty();
        lastOpened = Optional.of(now);
        return send(Optional.empty(), now);
    }

    private List<Effect> changed(Instant now) {
        changed = true;
        etag = Optional.empty();
        return phase == Phase.OPEN && flight.isEmpty() ? refresh(now) : List.of();
    }

    private List<Effect> refresh(Instant now) {
        return dialog.isEstablished() && until.filter(now::isBefore).isPresent()
                ? send(Optional.empty(), now)
                : startAnew(now);
    }

    private List<Effect> send(Optional<Challenge> challenge, Instant now) {
        exchanges++;
        changed = false;
        termination = Optional.empty();
        nextAttempt = Optional.empty();
        flight = Optional.of(new Flight(exchanges, wantedSeconds, challenge, now.plus(ANSWER_PATIENCE)));
        return List.of(new Effect.Send(exchanges, dialog, exchanges, wantedSeconds, etag, challenge));
    }

    private List<Effect> answered(SipResponse response, Instant now) {
        Flight answered = flight.orElseThrow();
        if (response.isSuccess()) {
            return accepted(answered, response, now);
        }
        Optional<Challenge> challenge = Challenge.of(response, answered.challenge);
        if (challenge.isPresent()) {
            return send(challenge, now);
        }
        long least = response.headers().number("Min-Expires").orElse(0);
        if (response.status() == 423 && least > wantedSeconds && !poll) {
            wantedSeconds = least;
            return send(Optional.empty(), now);
        }
        flight = Optional.empty();
        if (response.status() == 481 && dialog.isEstablished() && !poll) {
            return restart(0, "the notifier forgot us", now);
        }
        if (NOT_SERVED.contains(response.status()) && !poll) {
            return over(response.status(), response.reason());
        }
        List<Effect> effects = new ArrayList<>(ended(response.status(), response.reason(), response.retryAfter(), now));
        if (response.retryAfter().isEmpty() && LostRegistration.isSuggestedBy(response.status())) {
            effects.add(new Effect.Doubt("SUBSCRIBE: " + response.status() + " " + response.reason()));
        }
        return effects;
    }

    private List<Effect> accepted(Flight answered, SipResponse response, Instant now) {
        flight = Optional.empty();
        failures = 0;
        boolean first = until.isEmpty();
        dialog = dialog.after(response);
        if (poll) {
            return response.status() == 204 ? pollEnded(true, "nothing new") : awaitNotice(now);
        }
        Duration granted =
                RetryPolicy.granted(response.headers().number("Expires").orElse(answered.expiresSeconds));
        if (termination.isPresent()) {
            return follow(termination.get(), now);
        }
        if (granted.isZero()) {
            return ended(response.status(), "subscribed for no time", response.retryAfter(), now);
        }
        until = Optional.of(now.plus(granted));
        nextAttempt = Optional.of(now.plus(RetryPolicy.refresh(granted)));
        boolean owed = first && response.status() != 204 && dialog.remoteCseq() < 0;
        notifyBy = owed ? Optional.of(now.plus(NOTIFY_PATIENCE)) : notifyBy;
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Report(new UserAgentState.Subscribed(now.plus(granted))));
        if (changed) {
            effects.addAll(refresh(now));
        }
        return effects;
    }

    private List<Effect> awaitNotice(Instant now) {
        if (dialog.remoteCseq() >= 0) {
            return pollEnded(true, "notified");
        }
        notifyBy = Optional.of(now.plus(NOTIFY_PATIENCE));
        return List.of();
    }

    private List<Effect> notified(SipRequest notice, SipAnswer answer, Instant now) {
        if (!owns(notice)) {
            return List.of(new Effect.Reply(answer, SipResponse.of(481))); // Second forks too (RFC 6665 4.1.4).
        }
        if (notice.cseq() <= dialog.remoteCseq()) {
            return List.of(new Effect.Reply(answer, SipResponse.of(500))); // Out of order (RFC 3261 12.2.2).
        }
        dialog = dialog.after(notice);
        notifyBy = Optional.empty();
        etag = notice.headers().first("SIP-ETag").or(() -> etag);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Reply(answer, SipResponse.of(200)));
        effects.add(new Effect.Deliver(notice));
        if (phase == Phase.OPEN) {
            effects.addAll(follow(SubscriptionStateHeader.of(notice), now));
        }
        return effects;
    }

    private List<Effect> follow(SubscriptionStateHeader state, Instant now) {
        if (poll) {
            return flight.isPresent() ? List.of() : pollEnded(true, "notified");
        }
        if (!state.isTerminated()) {
            state.expires().ifPresent(left -> shorten(left, now));
            return List.of();
        }
        if (flight.isPresent()) {
            termination =
                    Optional.of(state); // The answer overtaken by this comes first, so that two are never in flight.
            return List.of();
        }
        return switch (state.reason().toLowerCase(Locale.ROOT)) {
            case "deactivated", "timeout" -> restart(0, state.reason(), now); // Their retry-after means nothing.
            case "rejected", "noresource", "invariant" -> over(0, state.reason());
            default -> ended(0, state.reason(), state.retryAfter(), now); // probation, giveup, none and unknown ones.
        };
    }

    private void shorten(Duration left, Instant now) {
        Instant end = now.plus(RetryPolicy.granted(left.toSeconds()));
        if (flight.isEmpty() && until.filter(end::isBefore).isPresent()) {
            until = Optional.of(end);
            nextAttempt = Optional.of(now.plus(RetryPolicy.refresh(left)));
        }
    }

    /** A new dialog at once, unless the last one was begun just now: then a notifier that ends each at once would have us spin. */
    private List<Effect> restart(int status, String reason, Instant now) {
        if (lastOpened
                .filter(opened -> opened.plus(retries.base()).isAfter(now))
                .isPresent()) {
            return ended(status, reason, Optional.empty(), now);
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Report(new UserAgentState.SubscriptionEnded(status, reason, true)));
        effects.addAll(startAnew(now));
        return effects;
    }

    private List<Effect> lost(String reason, Instant now) {
        flight = Optional.empty();
        List<Effect> effects = new ArrayList<>(ended(0, reason, Optional.empty(), now));
        effects.add(new Effect.Doubt("SUBSCRIBE: " + reason));
        return effects;
    }

    private List<Effect> ended(int status, String reason, Optional<Duration> retryAfter, Instant now) {
        if (poll) {
            return pollEnded(false, status == 0 ? reason : status + " " + reason);
        }
        failures++;
        until = Optional.empty();
        notifyBy = Optional.empty();
        Duration delay = retryAfter
                .map(wish -> RetryPolicy.spread(wish, random))
                .orElseGet(() -> retries.delay(failures, random));
        nextAttempt = Optional.of(now.plus(delay));
        return List.of(new Effect.Report(new UserAgentState.SubscriptionEnded(status, reason, true)));
    }

    private List<Effect> over(int status, String reason) {
        until = Optional.empty();
        nextAttempt = Optional.empty();
        return List.of(new Effect.Report(new UserAgentState.SubscriptionEnded(status, reason, false)));
    }

    private List<Effect> pollEnded(boolean answered, String reason) {
        rest();
        return List.of(new Effect.Report(new UserAgentState.PollEnded(answered, reason)));
    }

    private List<Effect> close(Instant now) {
        boolean stands = phase == Phase.OPEN
                && !poll
                && flight.isEmpty()
                && dialog.isEstablished()
                && until.filter(now::isBefore).isPresent();
        rest();
        if (!stands) {
            return List.of();
        }
        exchanges++;
        return List.of(new Effect.Send(exchanges, dialog, exchanges, 0, Optional.empty(), Optional.empty()));
    }

    private void rest() {
        phase = Phase.CLOSED;
        flight = Optional.empty();
        nextAttempt = Optional.empty();
        notifyBy = Optional.empty();
    }

    private List<Effect> deadline(Instant now) {
        List<Effect> effects = new ArrayList<>();
        if (isOver(flight.map(Flight::deadline), now)) {
            effects.addAll(lost("no answer", now));
        }
        if (isOver(notifyBy, now)) {
            effects.addAll(ended(0, "no NOTIFY followed", Optional.empty(), now));
        }
        if (isOver(nextAttempt, now) && flight.isEmpty()) {
            effects.addAll(refresh(now));
        }
        return effects;
    }

    private static boolean isOver(Optional<Instant> deadline, Instant now) {
        return deadline.filter(at -> !at.isAfter(now)).isPresent();
    }
}
