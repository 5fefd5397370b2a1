package dev.patchwave.http;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.store.CommitOutcome;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.swarm.Holder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Writes what a holder sends of a segment to the store, chunk by chunk; what is wrong is the holder's doing. */
final class FetchSink implements BodySink<FetchOutcome> {
    private final SegmentWriter writer;
    private final Holder holder;
    private final int lengthBytes;
    private final FetchListener listener;
    private volatile Optional<ChunkTree> said = Optional.empty();
    private int skipBytes; // Handed over with the first bytes, as all below.
    private int broughtBytes;
    private boolean begun;

    FetchSink(SegmentWriter writer, Holder holder, int lengthBytes, FetchListener listener) {
        this.writer = writer;
        this.holder = holder;
        this.lengthBytes = lengthBytes;
        this.listener = listener;
    }

    /**
     * The answer began. On the event loop, before any byte was offered.
     *
     * @param leaves that the holder sent along
     * @param repeatedBytes how much of the body comes before what we lack
     */
    void begin(Optional<ChunkTree> leaves, int repeatedBytes) {
        skipBytes = repeatedBytes;
        said = leaves;
    }

    @Override
    public Optional<FetchOutcome> write(ByteBuffer bytes) throws IOException {
        if (!begun && said.isPresent() && !writer.know(said.get())) {
            return Optional.of(new FetchOutcome.Corrupt(
                    holder.id() + " sent chunk digests of something else for segment " + writer.segment()));
        }
        if (!begun && writer.knowsChunks()) {
            listener.begun(writer.segment());
        }
        begun = true;
        skip(bytes);
        return writeNew(bytes);
    }

    @Override
    public FetchOutcome finish() throws IOException {
        boolean byChunks = writer.knowsChunks();
        return switch (writer.commit()) {
            case CommitOutcome.Stored() -> {
                if (!byChunks) {
                    listener.verified(writer.segment(), lengthBytes);
                }
                yield new FetchOutcome.Stored(broughtBytes, false);
            }
            case CommitOutcome.AlreadyOwned() -> new FetchOutcome.Stored(broughtBytes, true);
            case CommitOutcome.Corrupt(var actual) ->
                new FetchOutcome.Corrupt(holder.id() + " sent something else for segment " + writer.segment()
                        + ": its SHA-256 is " + actual);
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

    private void skip(ByteBuffer bytes) {
        int end = bytes.limit();
        int some = Math.min(skipBytes, bytes.remaining());
        if (some > 0) {
            skipBytes -= some;
            broughtBytes += some;
            writer.skip(bytes.limit(bytes.position() + some));
            bytes.limit(end);
        }
    }

    private Optional<FetchOutcome> writeNew(ByteBuffer bytes) throws IOException {
        int before = writer.verifiedBytes();
        broughtBytes += bytes.remaining();
        boolean right = writer.write(bytes);
        if (writer.verifiedBytes() > before) {
            listener.verified(writer.segment(), writer.verifiedBytes());
        }
        return right
                ? Optional.empty()
                : Optional.of(new FetchOutcome.Corrupt(holder.id() + " sent a wrong chunk of segment "
                        + writer.segment() + " behind " + writer.verifiedBytes() + " bytes"));
    }
}
