package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.CommitOutcome;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.swarm.HolderId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Writes one segment that is pushed to us; a failing disk is an answer, as the sender shall know. */
final class PushSink implements Upload.Sink {
    private final PushInbox inbox;
    private final ReleaseId release;
    private final Optional<HolderId> from;
    private final SegmentWriter writer;
    private int skipBytes;

    /** @param writer closed here; the body begins with what it has verified already */
    PushSink(PushInbox inbox, ReleaseId release, Optional<HolderId> from, SegmentWriter writer) {
        this.inbox = inbox;
        this.release = release;
        this.from = from;
        this.writer = writer;
        this.skipBytes = writer.offsetBytes();
    }

    @Override
    public Optional<Response> write(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        int some = Math.min(skipBytes, bytes.remaining());
        if (some > 0) {
            skipBytes -= some;
            writer.skip(bytes.limit(bytes.position() + some));
            bytes.limit(end);
        }
        return writer.write(bytes)
                ? Optional.empty()
                : Optional.of(wrong("a chunk behind " + writer.verifiedBytes() + " bytes is another"));
    }

    @Override
    public Response finish() throws IOException {
        return switch (writer.commit()) {
            case CommitOutcome.Stored() -> stored();
            case CommitOutcome.AlreadyOwned() -> Response.empty(204);
            case CommitOutcome.Corrupt(var actual) -> wrong("its SHA-256 is " + actual);
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
        return why instanceof IOException disk ? PushReceiver.diskFailed(disk) : ServedRequest.fault(why);
    }

    private Response stored() {
        inbox.stored(release, writer.segment(), from);
        return Response.empty(201);
    }

    private Response wrong(String how) {
        return Problem.response(422, "this is not segment " + writer.segment() + ": " + how);
    }
}
