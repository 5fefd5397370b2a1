package dev.patchwave.signal.sip;

import dev.patchwave.loop.Core;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The life of one registration (RFC 3261 10.2, TS 24.229 5.1.1): when to REGISTER, refresh, try again, de-register. At most one
 * REGISTER is in flight.
 *
 * <pre>
 * IDLE --Open--> OPEN: register; challenge: again; 2xx: refresh in time; failure: wait, again
 * OPEN --Doubt behind a proxy--> OPEN: register anew, at once the first time
 * OPEN --Close--> CLOSING: what is in flight ends, de-register --answer, failure or patience over--> CLOSED
 * </pre>
 *
 * <p>Pure. The caller carries out {@link Effect.Send} and feeds its outcome back with the same exchange number.
 */
final class Registration implements Core<Registration.Event, Registration.Effect> {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(40);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    sealed interface Event {
        record Open() implements Event {}

        /** Register again now, whatever the deadlines say. */
        record Refresh() implements Event {}

        record Answered(int exchange, SipResponse response) implements Event {}

        record Failed(int exchange, String reason) implements Event {}

        /** The network seems to have forgotten us, or the connection that we registered over is gone. */
        record Doubt(String reason) implements Event {}

        record Close() implements Event {}

        record DeadlinePassed() implements Event {}
    }

    sealed interface Effect {
        /** Send a REGISTER that asks for {@code expiresSeconds}, 0 to de-register. */
        record Send(int exchange, long cseq, long expiresSeconds, Optional<Challenge> challenge) implements Effect {}

        /** From now on requests go out like this; before it is reported that we are registered. */
        record Adopt(Standing standing) implements Effect {}

        record Report(UserAgentState state) implements Effect {}
    }

    private enum Phase {
        IDLE,
        OPEN,
        CLOSING,
        CLOSED
    }

    private record Flight(int exchange, long expiresSeconds, Optional<Challenge> challenge, Instant deadline) {}

    private final Registrant registrant;
    private final RetryPolicy retries;
    private final RandomGenerator random;
    private final LostRegistration losses;

    private Phase phase = Phase.IDLE;
    private long wantedSeconds;
    private int exchanges;
    private int failures;
    private boolean doubted;
    private Standing standing;
    private Optional<Flight> flight = Optional.empty();
    private Optional<Instant> registeredUntil = Optional.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    private Optional<Instant> closeBy = Optional.empty();

    /** One of {@code registrant}, asking for {@code expires}, 1 s or more. */
    Registration(Registrant registrant, Duration expires, RetryPolicy retries, RandomGenerator random) {
        this.registrant = registrant;
        this.wantedSeconds = expires.toSeconds();
        this.retries = retries;
        this.random = random;
        this.losses = new LostRegistration(retries, random);
        this.standing = Standing.initial(registrant.identity());
    }

    @Override
    public List<Effect> on(Event event, Instant now) {
        return switch (event) {
            case Event.Open() -> open(now);
            case Event.Refresh() -> phase == Phase.OPEN && flight.isEmpty() ? register(now) : List.of();
            case Event.Answered(int exchange, var response) ->
                isInFlight(exchange) ? answered(response, now) : List.of();
            case Event.Failed(int exchange, var reason) ->
                isInFlight(exchange) ? failed(0, reason, Optional.empty(), now) : List.of();
            case Event.Doubt(var reason) -> doubt(reason, now);
            case Event.Close() -> close(now);
            case Event.DeadlinePassed() -> deadline(now);
        };
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return Stream.of(flight.map(Flight::deadline), nextAttempt, closeBy)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    @Override
    public Event deadlinePassed() {
        return new Event.DeadlinePassed();
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    private boolean isInFlight(int exchange) {
        return flight.filter(one -> one.exchange == exchange).isPresent();
    }

    private List<Effect> open(Instant now) {
        if (phase != Phase.IDLE) {
            return List.of();
        }
        phase = Phase.OPEN;
        return register(now);
    }

    private List<Effect> register(Instant now) {
        return send(wantedSeconds, Optional.empty(), now);
    }

    private List<Effect> send(long expiresSeconds, Optional<Challenge> challenge, Instant now) {
        exchanges++;
        nextAttempt = Optional.empty();
        flight = Optional.of(new Flight(exchanges, expiresSeconds, challenge, now.plus(ANSWER_PATIENCE)));
        return List.of(new Effect.Send(exchanges, exchanges, expiresSeconds, challenge));
    }

    private List<Effect> answered(SipResponse response, Instant now) {
        Flight answered = flight.orElseThrow();
        if (response.isSuccess()) {
            return accepted(answered, response, now);
        }
        Optional<Challenge> challenge = Challenge.of(response, answered.challenge);
        if (challenge.isPresent()) {
            return send(answered.expiresSeconds, challenge, now);
        }
        long least = response.headers().number("Min-Expires").orElse(0);
        if (response.status() == 423 && least > wantedSeconds && phase == Phase.OPEN) {
            wantedSeconds = least;
            return send(wantedSeconds, Optional.empty(), now);
        }
        return failed(response.status(), response.reason(), response.retryAfter(), now);
    }

    private List<Effect> accepted(Flight answered, SipResponse response, Instant now) {
        if (answered.expiresSeconds == 0) {
            return closed();
        }
        Duration granted = RetryPolicy.granted(granted(answered, response));
        if (granted.isZero() && phase == Phase.OPEN) {
            return failed(response.status(), "registered for no time", Optional.empty(), now);
        }
        flight = Optional.empty();
        failures = 0;
        doubted = false;
        registeredUntil = Optional.of(now.plus(granted));
        if (phase == Phase.CLOSING) {
            return send(0, Optional.empty(), now);
        }
        nextAttempt = Optional.of(now.plus(RetryPolicy.refresh(granted)));
        List<Effect> effects = new ArrayList<>(adopt(response));
        effects.add(new Effect.Report(new UserAgentState.Registered(now.plus(granted))));
        return effects;
    }

    private List<Effect> adopt(SipResponse response) {
        if (!registrant.isBehindProxy()) {
            return List.of();
        }
        Standing before = standing;
        standing = Standing.of(response, registrant);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Adopt(standing));
        if (!standing.identity().equals(before.identity())) {
            effects.add(
                    new Effect.Report(new UserAgentState.IdentityReplaced(registrant.identity(), standing.identity())));
        }
        return effects;
    }

    private long granted(Flight answered, SipResponse response) {
        return registrant.binding(response).flatMap(ours -> ours.parameter("expires")).stream()
                .flatMapToLong(text -> SipHeaders.digits(text).stream())
                .findFirst()
                .orElse(response.headers().number("Expires").orElse(answered.expiresSeconds));
    }

    private List<Effect> failed(int status, String reason, Optional<Duration> retryAfter, Instant now) {
        flight = Optional.empty();
        if (phase == Phase.CLOSING) {
            return closed();
        }
        if (retryAfter.isEmpty() && LostRegistration.isSuggestedBy(status) && stands(now)) {
            return registerAnew(status, reason, now);
        }
        failures++;
        Duration delay = retryAfter
                .map(wish -> RetryPolicy.spread(wish, random))
                .orElseGet(() -> retries.delay(failures, random));
        nextAttempt = Optional.of(now.plus(delay));
        registeredUntil = registeredUntil.filter(now::isBefore);
        return List.of(new Effect.Report(new UserAgentState.RegistrationFailed(status, reason, now.plus(delay))));
    }

    private List<Effect> doubt(String reason, Instant now) {
        return phase == Phase.OPEN && flight.isEmpty() && stands(now) ? registerAnew(0, reason, now) : List.of();
    }

    /** Whether there is a registration to lose, of which nothing bad is known yet. */
    private boolean stands(Instant now) {
        return registrant.isBehindProxy()
                && failures == 0
                && !doubted
                && registeredUntil.filter(now::isBefore).isPresent();
    }

    private List<Effect> registerAnew(int status, String reason, Instant now) {
        doubted = true;
        Instant at = losses.registerAt(now);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Report(new UserAgentState.RegistrationFailed(status, reason, at)));
        if (at.isAfter(now)) {
            nextAttempt = Optional.of(at);
        } else {
            effects.addAll(register(now));
        }
        return effects;
    }

    private List<Effect> close(Instant now) {
        if (phase == Phase.CLOSING || phase == Phase.CLOSED) {
            return List.of();
        }
        phase = Phase.CLOSING;
        nextAttempt = Optional.empty();
        closeBy = Optional.of(now.plus(CLOSE_PATIENCE));
        if (flight.isPresent()) {
            return List.of(); // Its answer comes first, so that two are never in flight.
        }
        return registeredUntil.filter(now::isBefore).isPresent() ? send(0, Optional.empty(), now) : closed();
    }

    private List<Effect> closed() {
        phase = Phase.CLOSED;
        flight = Optional.empty();
        nextAttempt = Optional.empty();
        closeBy = Optional.empty();
        return List.of(new Effect.Report(new UserAgentState.Closed()));
    }

    private List<Effect> deadline(Instant now) {
        if (isOver(closeBy, now)) {
            return closed();
        }
        List<Effect> effects = new ArrayList<>();
        if (isOver(flight.map(Flight::deadline), now)) {
            effects.addAll(failed(0, "no answer", Optional.empty(), now));
        }
        if (isOver(nextAttempt, now)) {
            effects.addAll(register(now));
        }
        return effects;
    }

    private static boolean isOver(Optional<Instant> deadline, Instant now) {
        return deadline.filter(at -> !at.isAfter(now)).isPresent();
    }
}
