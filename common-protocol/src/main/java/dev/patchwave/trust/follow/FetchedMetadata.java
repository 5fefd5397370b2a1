package dev.patchwave.trust.follow;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.swarm.CertificatePin;
import dev.patchwave.swarm.Holder;
import dev.patchwave.trust.tuf.client.Mirror;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Another program of ours as a mirror, by {@code /v1/tuf}. Each answer has a limit of bytes and of time, so that nobody can hold us up.
 * Blocks; any thread but those of the fetcher.
 */
public final class FetchedMetadata implements Mirror {
    /** For all that one peer is asked in one update: whoever serves as a favour is left soon. */
    public static final int PEER_PATIENCE_SECONDS = 5;

    private static final int NOT_FOUND = 404;
    private static final long PATIENCE_SECONDS = 30;
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    /** How long one answer is waited for. */
    @FunctionalInterface
    private interface Patience {
        Duration forAnswer(int maxBytes);
    }

    private final HttpFetcher fetcher;
    private final URI base;
    private final Optional<CertificatePin> pin;
    private final Patience patience;
    private final String name;
    private final UnaryOperator<String> named;

    private FetchedMetadata(
            HttpFetcher fetcher,
            URI base,
            Optional<CertificatePin> pin,
            Patience patience,
            String name,
            UnaryOperator<String> named) {
        this.fetcher = fetcher;
        this.base = base;
        this.pin = pin;
        this.patience = patience;
        this.name = name;
        this.named = named;
    }

    /**
     * A cache or the source.
     *
     * @param base any URI of its data plane
     */
    public FetchedMetadata(HttpFetcher fetcher, URI base) {
        this(
                fetcher,
                base,
                Optional.empty(),
                maxBytes -> Duration.ofSeconds(PATIENCE_SECONDS + maxBytes / MIN_BYTES_PER_SECOND),
                base.getScheme() + "://" + base.getRawAuthority(),
                UnaryOperator.identity());
    }

    /**
     * A peer, for one update that begins soon: known by the certificate that the tracker named, given up {@value #PEER_PATIENCE_SECONDS} s
     * after its first question, and called by its name in the swarm whatever goes wrong, since its address stays there.
     */
    public static FetchedMetadata ofPeer(HttpFetcher fetcher, Holder peer) {
        return new FetchedMetadata(fetcher, peer.uri(), peer.pin(), new OneVisit(), "peer " + peer.id(), peer::named);
    }

    @Override
    public Optional<byte[]> metadata(String file, long maxBytes) throws IOException {
        return switch (await(file, (int) Math.min(maxBytes, Integer.MAX_VALUE))) {
            case HttpReply.Answered answered when answered.isSuccess() -> Optional.of(answered.body());
            case HttpReply.Answered answered when answered.status() == NOT_FOUND -> Optional.empty();
            case HttpReply.Answered answered -> throw new IOException(file + ": answered " + answered.status());
            case HttpReply.Failed(var reason) -> throw new IOException(file + ": " + named.apply(reason));
        };
    }

    private HttpReply await(String file, int maxBytes) throws IOException {
        Duration wait = patience.forAnswer(maxBytes);
        try {
            return fetcher.get(base.resolve("/v1/tuf/" + file), pin, maxBytes)
                    .get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(file + ": not there after " + wait.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(file + ": interrupted");
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** What is left of the time for all answers together. One thread, that of the update. */
    private static final class OneVisit implements Patience {
        private static final Duration WHOLE = Duration.ofSeconds(PEER_PATIENCE_SECONDS);

        private boolean begun;
        private long begunNanos;

        @Override
        public Duration forAnswer(int maxBytes) {
            long now = System.nanoTime();
            if (!begun) {
                begun = true;
                begunNanos = now;
            }
            Duration left = WHOLE.minusNanos(now - begunNanos);
            return left.isPositive() ? left : Duration.ZERO;
        }
    }
}
