package dev.patchwave.trust.tuf.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link Mirror} by HTTP. Every answer has a limit of bytes and of time, headers and body together, so that a mirror can neither fill
 * us nor hold us up (endless data and slow retrieval, specification 1.5.2). Redirections are followed, five at most and never from
 * https to http.
 */
public final class HttpMirror implements Mirror, AutoCloseable {
    private static final int OK = 200;
    private static final int FORBIDDEN = 403; // What some object stores answer for what they do not have.
    private static final int NOT_FOUND = 404;
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Whoever is slower over a whole file is given up. */
    private static final long MIN_BYTES_PER_SECOND = 16 << 10;

    private final HttpClient http;
    private final String base;
    private final Duration patience;

    /**
     * Asks nothing yet.
     *
     * @param base where the mirror keeps what is asked for, with or without a slash at its end
     * @param client says whom to believe at {@code https}
     */
    public HttpMirror(URI base, HttpClient.Builder client) {
        this(base, client, PATIENCE);
    }

    HttpMirror(URI base, HttpClient.Builder client, Duration patience) {
        this.http = client.version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_PATIENCE)
                .build();
        this.base = base.toString().endsWith("/") ? base.toString() : base + "/";
        this.patience = patience;
    }

    @Override
    public Optional<byte[]> metadata(String name, long maxBytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        return fetch(name, maxBytes, bytes::writeBytes) ? Optional.of(bytes.toByteArray()) : Optional.empty();
    }

    /**
     * Hands a file on while it comes.
     *
     * @return false when the mirror does not have it; then nothing was handed on
     */
    boolean fetch(String name, long maxBytes, BoundedBody.Sink sink) throws IOException {
        URI address = URI.create(base + name);
        var request = HttpRequest.newBuilder(address).timeout(patience).build();
        BodyHandler<Void> handler =
                answer -> answer.statusCode() == OK ? new BoundedBody(maxBytes, sink) : new Unread();
        Duration deadline = patience.plusSeconds(maxBytes / MIN_BYTES_PER_SECOND);
        int status = await(address, http.sendAsync(request, handler), deadline).statusCode();
        if (status != OK && status != NOT_FOUND && status != FORBIDDEN) {
            throw new IOException(address + ": answered " + status);
        }
        return status == OK;
    }

    /** Ends at once, whatever is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private static HttpResponse<Void> await(
            URI address, CompletableFuture<HttpResponse<Void>> answer, Duration deadline) throws IOException {
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String why = e.getCause().getMessage();
            throw new IOException(address + ": " + (why == null ? "cannot be reached" : why), e);
        } catch (TimeoutException e) {
            throw new IOException(address + ": not there after " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(address + ": interrupted");
        } finally {
            answer.cancel(true);
        }
    }
}
