package dev.patchwave.http;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.store.StoreFull;
import dev.patchwave.store.StoreReadOnly;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.BusyAnswer;
import java.io.IOException;
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
    private final SenderCheck senders;

    PushReceiver(ReleaseStore store, PushInbox inbox, SenderCheck senders) {
        this.store = store;
        this.inbox = inbox;
        this.senders = senders;
    }

    void addTo(Router router, HttpLimits limits) {
        router.put("/v1/releases/{id}/manifest", limits.maxManifestBytes(), request -> Route.done(manifest(request)))
                .putStreamed("/v1/releases/{id}/segments/{n}", this::begin);
    }

    private Response manifest(Request request) {
        return senders.refusal(request).orElseGet(() -> takeManifest(request));
    }

    private Response takeManifest(Request request) {
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
        return senders.refusal(request).<Upload>map(Upload.Answered::new).orElseGet(() -> takeSegment(request));
    }

    private Upload takeSegment(Request request) {
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
            var leaves = ChunkDigests.read(request.headers(), held.manifest().segmentLengthBytes(segment));
            return switch (held.write(segment, inbox.sender())) {
                case WriteClaim.Granted(var writer) -> claimed(request, held.release(), writer, leaves);
                case WriteClaim.AlreadyOwned() -> new Upload.Answered(Response.empty(204));
                case WriteClaim.BeingWritten() ->
                    new Upload.Answered(
                            SegmentServer.busy(new BusyAnswer(BEING_WRITTEN_RETRY, List.of()), request.path()));
            };
        } catch (RemoteViolation e) {
            return new Upload.Answered(Problem.response(422, e.getMessage()));
        } catch (IOException e) {
            return new Upload.Answered(diskFailed(e));
        }
    }

    /** Whoever sends chunk digests of something else would send something else too. */
    private Upload claimed(Request request, ReleaseId release, SegmentWriter writer, Optional<ChunkTree> leaves)
            throws IOException {
        if (leaves.isPresent() && !writer.know(leaves.get())) {
            writer.close();
            return new Upload.Answered(
                    Problem.response(422, ChunkDigests.HEADER + " are not those of segment " + writer.segment()));
        }
        var sink = new PushSink(inbox, release, request.member(), writer);
        if (writer.remainingBytes() == 0) {
            return new Upload.Answered(sink.finish());
        }
        if (writer.knowsChunks()) {
            inbox.began(release, writer.segment());
        }
        return new Upload.Taken(sink);
    }

    static Response diskFailed(IOException why) {
        LOG.atWarn().addKeyValue("reason", why.getMessage()).log("the disk refused what was pushed");
        return switch (why) {
            case StoreFull full -> Problem.response(507, "the disk here is full");
            case StoreReadOnly readOnly -> Problem.response(507, "the disk here is read-only");
            default -> Problem.response(500, "the disk here failed");
        };
    }
}
