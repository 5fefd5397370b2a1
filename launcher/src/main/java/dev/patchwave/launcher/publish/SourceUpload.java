package dev.patchwave.launcher.publish;

import dev.patchwave.http.Problem;
import dev.patchwave.launcher.WebClient;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import dev.patchwave.trust.ManifestCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** A source's side of publishing, over HTTP: what it has, and taking what it lacks. Each call blocks; one thread at a time. */
final class SourceUpload implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MAX_BUSY_RETRIES = 100;
    private static final int MAX_RETRY_AFTER_SECONDS = 30;
    private static final String CHUNK_DIGESTS = "Chunk-Digests";
    private static final int MAX_ANSWER_BYTES =
            Math.max(StatusCodec.MAX_STATUS_BYTES, ManifestCodec.MAX_ENVELOPE_BYTES);

    private final URI source;
    private final HttpClient http =
            WebClient.builder().connectTimeout(CONNECT_PATIENCE).build();

    SourceUpload(URI source) {
        this.source = source;
    }

    ProgramStatus status() throws IOException {
        var answer = send(request("/v1/status").GET().build());
        if (answer.statusCode() != 200) {
            throw refusal("its status", answer);
        }
        try {
            return StatusCodec.read(answer.body());
        } catch (IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    /** The envelope that the source has for this release; empty when it has none. */
    Optional<byte[]> manifest(ReleaseId release) throws IOException {
        var answer = send(request(manifestPath(release)).GET().build());
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(answer.body());
            case 404 -> Optional.empty();
            default -> throw refusal("the manifest", answer);
        };
    }

    void putManifest(ReleaseId release, byte[] envelope) throws IOException {
        var request = request(manifestPath(release));
        put("the manifest", request.PUT(BodyPublishers.ofByteArray(envelope)).build());
    }

    /** True when the source owns the segment already. */
    boolean hasSegment(ReleaseId release, int segment) throws IOException {
        return send(request(segmentPath(release, segment))
                                .method("HEAD", BodyPublishers.noBody())
                                .build())
                        .statusCode()
                == 200;
    }

    void putSegment(ReleaseId release, int segment, ChunkTree chunks, byte[] bytes) throws IOException {
        var request = request(segmentPath(release, segment)).header(CHUNK_DIGESTS, chunks.toBase64());
        put("segment " + segment, request.PUT(BodyPublishers.ofByteArray(bytes)).build());
    }

    private void put(String what, HttpRequest request) throws IOException {
        for (int attempt = 0; attempt < MAX_BUSY_RETRIES; attempt++) {
            var answer = send(request);
            if (answer.statusCode() / 100 == 2) {
                return;
            }
            if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                throw refusal(what, answer);
            }
            await(retryAfterSeconds(answer));
        }
        throw new IOException(source + " is busy and did not take " + what);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return WebClient.ask(http, request, MAX_ANSWER_BYTES, PATIENCE);
        } catch (ConnectException e) {
            throw new IOException(source + ": nobody listens there; is the source running?", e);
        } catch (HttpTimeoutException e) {
            throw new IOException(source + ": no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new IOException(source + ": the connection broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(source.resolve(path)).timeout(PATIENCE);
    }

    private IOException refusal(String what, HttpResponse<byte[]> answer) {
        return new IOException(source + " refused " + what + " (" + answer.statusCode() + "): "
                + Problem.detail(answer.statusCode(), answer.body()));
    }

    private static int retryAfterSeconds(HttpResponse<?> answer) {
        long asked = answer.headers().firstValueAsLong("Retry-After").orElse(1);
        return Math.clamp(asked, 1, MAX_RETRY_AFTER_SECONDS);
    }

    private static void await(int seconds) throws IOException {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String manifestPath(ReleaseId release) {
        return "/v1/releases/" + release + "/manifest";
    }

    private static String segmentPath(ReleaseId release, int segment) {
        return "/v1/releases/" + release + "/segments/" + segment;
    }

    @Override
    public void close() {
        http.close();
    }
}
