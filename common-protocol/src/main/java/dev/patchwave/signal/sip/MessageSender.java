package dev.patchwave.signal.sip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Sends MESSAGEs, one at a time to each URI (RFC 3428 8), answering challenges. Any thread.
 */
final class MessageSender {
    private static final int WAITING_LIMIT_MESSAGES = 256;

    private final SipEndpoint endpoint;
    private final RequestWriter writer;
    private final RandomGenerator random;
    private final Duration timeout;
    private final Supplier<Standing> standing;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentHashMap<String, CompletableFuture<Void>> lastTo = new ConcurrentHashMap<>();

    /** One that waits {@code timeout} for each answer; {@code random} and {@code standing} must be thread-safe. */
    MessageSender(
            SipEndpoint endpoint,
            RequestWriter writer,
            RandomGenerator random,
            Duration timeout,
            Supplier<Standing> standing) {
        this.endpoint = endpoint;
        this.writer = writer;
        this.random = random;
        this.timeout = timeout;
        this.standing = standing;
    }

    CompletableFuture<SipResponse> send(String toUri, SipBody body) {
        if (waiting.incrementAndGet() > WAITING_LIMIT_MESSAGES) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new SipBacklogFull(WAITING_LIMIT_MESSAGES + " messages wait to be sent already"));
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before = lastTo.put(toUri, mine);
        CompletableFuture<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        return turn.thenCompose(done -> attempt(toUri, body)).whenComplete((response, failure) -> {
            waiting.decrementAndGet();
            lastTo.remove(toUri, mine);
            mine.complete(null);
        });
    }

    /** Written when it is its turn, so that it goes out as the network wants it then. */
    private CompletableFuture<SipResponse> attempt(String toUri, SipBody body) {
        return attempt(writer.message(toUri, body, random, standing.get()), Optional.empty());
    }

    private CompletableFuture<SipResponse> attempt(OutgoingRequest request, Optional<Challenge> before) {
        return endpoint.send(request, timeout).thenCompose(response -> {
            Optional<Challenge> challenge = Challenge.of(response, before);
            return challenge
                    .flatMap(one -> authorized(request, one))
                    .map(next -> attempt(next.again(next.headers()), challenge))
                    .orElseGet(() -> CompletableFuture.completedFuture(response));
        });
    }

    private Optional<OutgoingRequest> authorized(OutgoingRequest request, Challenge challenge) {
        try {
            return writer.authorized(request, challenge, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Completes the sender's future exceptionally.
        }
    }
}
