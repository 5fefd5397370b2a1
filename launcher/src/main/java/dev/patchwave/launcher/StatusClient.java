package dev.patchwave.launcher;

import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;

/** Asks running programs how they are. Any thread. */
public final class StatusClient implements AutoCloseable {
    private final Duration patience;
    private final HttpClient http;

    /** A client that waits at most {@code patience} for one answer. */
    public StatusClient(Duration patience) {
        this(patience, WebClient.builder());
    }

    /**
     * As the other.
     *
     * @param authorities PEM files that are believed, whatever the environment says; none: as Java does
     */
    public StatusClient(Duration patience, List<String> authorities) {
        this(patience, WebClient.trusting(authorities));
    }

    private StatusClient(Duration patience, HttpClient.Builder http) {
        this.patience = patience;
        this.http = http.connectTimeout(patience).build();
    }

    /**
     * {@code GET base/v1/status}.
     *
     * @throws IOException in one line, naming the address, when nobody answers there or the answer is no status
     */
    public ProgramStatus ask(URI base) throws IOException {
        var request = HttpRequest.newBuilder(base.resolve("/v1/status"))
                .timeout(patience)
                .build();
        try {
            var answer = WebClient.ask(http, request, StatusCodec.MAX_STATUS_BYTES, patience);
            if (answer.statusCode() != 200) {
                throw new IOException(base + " answered " + answer.statusCode() + " instead of its status");
            }
            return StatusCodec.read(answer.body());
        } catch (ConnectException e) {
            throw new IOException(base + ": nobody listens there", e);
        } catch (HttpTimeoutException e) {
            throw new IOException(base + ": no answer within " + patience.toMillis() + " ms", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(base + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(base + ": interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
