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

        record Close() implements Event {}

        record DeadlinePassed() implements Event {}
    }

    sealed interface Effect {
        /** Send a REGISTER that asks for {@code expiresSeconds}, 0 to de-register. */
        record Send(int exchange, long cseq, long expiresSeconds, Optional<Challenge> challenge) implements Effect {}

        record Report(UserAgentState state) implements Effect {}
    }

    private enum Phase {
        IDLE,
        OPEN,
        CLOSING,
        CLOSED
    }

    private record Flight(int exchange, long expiresSeconds, Optional<Challenge> challenge, Instant deadline) {}

    private final String contactUri;
    private final RetryPolicy retries;
    private final RandomGenerator random;

    private Phase phase = Phase.IDLE;
    private long wantedSeconds;
    private int exchanges;
    private int failures;
    private Optional<Flight> flight = Optional.empty();
    private Optional<Instant> registeredUntil = Optional.empty();
    private Optional<Instant> nextAttempt = Optional.empty();
    private Optional<Instant> closeBy = Optional.empty();

    /**
     * @param contactUri ours, to find what was granted to us among the bindings that the registrar lists
     * @param expires what to ask for, 1 s or more
     */
    Registration(String contactUri, Duration expires, RetryPolicy retries, RandomGenerator random) {
        this.contactUri = contactUri;
        this.wantedSeconds = expires.toSeconds();
        this.retries = retries;
        this.random = random;
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
        flight = Optional.empty();
        failures = 0;
        if (answered.expiresSeconds == 0) {
            return closed();
        }
        Duration granted = Duration.ofSeconds(granted(answered, response));
        registeredUntil = Optional.of(now.plus(granted));
        if (phase == Phase.CLOSING) {
            return send(0, Optional.empty(), now);
        }
        nextAttempt = Optional.of(now.plus(RetryPolicy.refresh(granted)));
        return List.of(new Effect.Report(new UserAgentState.Registered(now.plus(granted))));
    }

    private long granted(Flight answered, SipResponse response) {
        return response.headers().addresses("Contact").stream()
                .filter(contact -> isOurs(contact.uri()))
                .flatMap(contact -> contact.parameter("expires").stream())
                .flatMapToLong(text -> SipHeaders.digits(text).stream())
                .findFirst()
                .orElse(response.headers().number("Expires").orElse(answered.expiresSeconds));
    }

    private boolean isOurs(String uri) {
        try {
            SipUri theirs = SipUri.parse(uri);
            SipUri ours = SipUri.parse(contactUri);
            return theirs.addressOfRecord().equals(ours.addressOfRecord())
                    && theirs.portOrDefault() == ours.portOrDefault();
        } catch (IllegalArgumentException noSipUri) {
            return false;
        }
    }

    private List<Effect> failed(int status, String reason, Optional<Duration> retryAfter, Instant now) {
        flight = Optional.empty();
        if (phase == Phase.CLOSING) {
            return closed();
        }
        failures++;
        Duration delay = retryAfter
                .map(wish -> RetryPolicy.spread(wish, random))
                .orElseGet(() -> retries.delay(failures, random));
        nextAttempt = Optional.of(now.plus(delay));
        registeredUntil = registeredUntil.filter(now::isBefore);
        return List.of(new Effect.Report(new UserAgentState.RegistrationFailed(status, reason, now.plus(delay))));
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
