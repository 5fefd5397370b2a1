package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.CommitOutcome;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.store.StoreFull;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.HolderId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes manifests and segments that others PUT to us; a segment is kept only when it is what the manifest says. On workers. */
final class PushReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(PushReceiver.class);
    private static final Duration BEING_WRITTEN_RETRY = Duration.ofSeconds(1);

    private final ReleaseStore store;
    private final PushInbox inbox;

    PushReceiver(ReleaseStore store, PushInbox inbox) {
        this.store = store;
        this.inbox = inbox;
    }

    void addTo(Router router, HttpLimits limits) {
        router.put("/v1/releases/{id}/manifest", limits.maxManifestBytes(), request -> Route.done(manifest(request)))
                .putStreamed("/v1/releases/{id}/segments/{n}", this::begin);
    }

    private Response manifest(Request request) {
        var release = SegmentServer.release(request);
        if (release.isEmpty()) {
            return Problem.response(404, "the path names no release: expected product@version");
        }
        try {
            return switch (inbox.manifest(release.get(), request.body())) {
                case PushInbox.ManifestDecision.Accepted() -> Response.empty(201);
                case PushInbox.ManifestDecision.AlreadyKnown() -> Response.empty(204);
                case PushInbox.ManifestDecision.Refused(int status, var reason) -> Problem.response(status, reason);
            };
        } catch (IOException e) {
            return diskFailed(e);
        }
    }

    private Upload begin(Request request) {
        var held = SegmentServer.release(request).flatMap(store::find);
        if (held.isEmpty()) {
            return new Upload.Answered(SegmentServer.unknownRelease());
        }
        var manifest = held.get().manifest();
        var segment = SegmentServer.segment(request, manifest);
        if (segment.isEmpty()) {
            return new Upload.Answered(Problem.response(404, "the release has no such segment"));
        }
        int n = segment.getAsInt();
        return badLength(request, manifest.segmentLengthBytes(n))
                .<Upload>map(Upload.Answered::new)
                .orElseGet(() -> claim(request, held.get(), n));
    }

    private static Optional<Response> badLength(Request request, int lengthBytes) {
        var declared = request.headers().first("Content-Length");
        if (declared.isEmpty()) {
            return Optional.of(Problem.response(411, "a segment is sent with its Content-Length"));
        }
        long length = Long.parseLong(declared.get());
        if (length == lengthBytes) {
            return Optional.empty();
        }
        int status = length > lengthBytes ? 413 : 422;
        return Optional.of(Problem.response(status, "this segment has " + lengthBytes + " bytes, not " + length));
    }

    private Upload claim(Request request, SegmentStore held, int segment) {
        try {
            return switch (held.write(segment, inbox.sender())) {
                case WriteClaim.Granted(var writer) ->
                    new Upload.Taken(new Sink(held.release(), request.member(), writer));
                case WriteClaim.AlreadyOwned() -> new Upload.Answered(Response.empty(204));
                case WriteClaim.BeingWritten() ->
                    new Upload.Answered(
                            SegmentServer.busy(new BusyAnswer(BEING_WRITTEN_RETRY, List.of()), request.path()));
            };
        } catch (IOException e) {
            return new Upload.Answered(diskFailed(e));
        }
    }

    private static Response diskFailed(IOException why) {
        LOG.atWarn().addKeyValue("reason", why.getMessage()).log("the disk refused what was pushed");
        return why instanceof StoreFull
                ? Problem.response(507, "the disk here is full")
                : Problem.response(500, "the disk here failed");
    }

    /** Writes one segment; a failing disk is an answer, as the sender shall know. */
    private final class Sink implements Upload.Sink {
        private final ReleaseId release;
        private final Optional<HolderId> from;
        private final SegmentWriter writer;

        Sink(ReleaseId release, Optional<HolderId> from, SegmentWriter writer) {
            this.release = release;
            this.from = from;
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            writer.write(chunk);
        }

        @Override
        public Response finish() throws IOException {
            return switch (writer.commit()) {
                case CommitOutcome.Stored() -> stored();
                case CommitOutcome.AlreadyOwned() -> Response.empty(204);
                case CommitOutcome.Corrupt(var actual) ->
                    Problem.response(422, "this is not segment " + writer.segment() + ": its SHA-256 is " + actual);
            };
        }

        @Override
        public void abort() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Response failed(Exception why) {
            return why instanceof IOException disk ? diskFailed(disk) : ServedRequest.fault(why);
        }

        private Response stored() {
            inbox.stored(release, writer.segment(), from);
            return Response.empty(201);
        }
    }
}
