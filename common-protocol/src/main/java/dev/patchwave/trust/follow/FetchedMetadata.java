package dev.patchwave.trust.follow;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.trust.tuf.client.Mirror;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another program of ours as a mirror, by {@code /v1/tuf}. Each answer has a limit of bytes and of time, so that nobody can hold us up.
 * Blocks; any thread but those of the fetcher.
 *
 * @param base any URI of its data plane
 */
public record FetchedMetadata(HttpFetcher fetcher, URI base) implements Mirror {
    private static final int NOT_FOUND = 404;
    private static final long PATIENCE_SECONDS = 30;
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    @Override
    public Optional<byte[]> metadata(String name, long maxBytes) throws IOException {
        URI uri = base.resolve("/v1/tuf/" + name);
        return switch (await(uri, (int) Math.min(maxBytes, Integer.MAX_VALUE))) {
            case HttpReply.Answered answered when answered.isSuccess() -> Optional.of(answered.body());
            case HttpReply.Answered answered when answered.status() == NOT_FOUND -> Optional.empty();
            case HttpReply.Answered answered -> throw new IOException(name + ": answered " + answered.status());
            case HttpReply.Failed(var reason) -> throw new IOException(name + ": " + reason);
        };
    }

    private HttpReply await(URI uri, int maxBytes) throws IOException {
        long seconds = PATIENCE_SECONDS + maxBytes / MIN_BYTES_PER_SECOND;
        try {
            return fetcher.get(uri, maxBytes).get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(uri.getPath() + ": not there after " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(uri.getPath() + ": interrupted");
        }
    }

    @Override
    public String toString() {
        return base.getScheme() + "://" + base.getRawAuthority();
    }
}
