package dev.patchwave.http;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.Holder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetch of one segment: claims the segment, asks the holder for what is not verified yet, carries the bytes to the store on a
 * worker.
 *
 * <p>Whatever ends it first is the verdict; it is told only once the segment has been given back or stored, so that whoever hears it may
 * ask for the segment again at once. What came before is written down first, so that the next fetch goes on behind it.
 */
final class SegmentFetch implements Fetch, Call.Taker, BodyPump.Ending<FetchOutcome> {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetch.class);

    private final Holder holder;
    private final SegmentStore store;
    private final int segment;
    private final int lengthBytes;
    private final FetchListener listener;
    private final CompletableFuture<FetchOutcome> outcome = new CompletableFuture<>();
    private final AtomicReference<FetchOutcome> verdict = new AtomicReference<>();
    private volatile BodyPump<FetchOutcome> pump;
    private volatile ClientConnection connection;
    private FetchSink sink;
    private int startBytes; // What was verified before; set before the call runs.
    private int expectedBytes;
    private int receivedBytes;
    private Refusal refusal; // Null while the answer is the segment.

    SegmentFetch(Holder holder, SegmentStore store, int segment, FetchListener listener) {
        this.holder = holder;
        this.store = store;
        this.segment = segment;
        this.lengthBytes = store.manifest().segmentLengthBytes(segment);
        this.listener = listener;
    }

    /** Claims the segment and sends the call. On a worker. */
    void begin(URI uri, Headers headers, ConnectionPool pool, Executor workers) {
        try {
            switch (store.write(segment, holder.kind())) {
                case WriteClaim.Granted(var writer) -> ask(writer, uri, headers, pool, workers);
                case WriteClaim.AlreadyOwned() -> outcome.complete(new FetchOutcome.Stored(0, true));
                case WriteClaim.BeingWritten() -> outcome.complete(new FetchOutcome.BeingWritten());
            }
        } catch (IOException e) {
            outcome.complete(new FetchOutcome.DiskFailed(e.getMessage(), DurableFiles.isPassing(e)));
        }
    }

    /** Ends before it began. */
    void refuse(FetchOutcome why) {
        outcome.complete(why);
    }

    @Override
    public CompletableFuture<FetchOutcome> outcome() {
        return outcome;
    }

    @Override
    public void cancel() {
        conclude(new FetchOutcome.Cancelled());
    }

    @Override
    public Duration patience(FetcherLimits limits) {
        return limits.stall();
    }

    @Override
    public boolean started(ClientConnection on) {
        connection = on;
        receivedBytes = 0;
        return verdict.get() == null;
    }

    @Override
    public void head(int status, Headers headers, long length) throws RemoteViolation {
        boolean rest = startBytes > 0 && status == 206;
        if (status != 200 && !rest) {
            refusal = new Refusal(holder, status, headers);
            return;
        }
        refusal = null;
        expectedBytes = rest ? lengthBytes - startBytes : lengthBytes;
        if (length >= 0 && length != expectedBytes) {
            throw new RemoteViolation(holder.id() + " announced " + length + " bytes for segment " + segment
                    + (rest ? ", which lacks " : ", which has ") + expectedBytes);
        }
        if (rest) {
            requireRest(headers);
        }
        sink.begin(ChunkDigests.read(headers, lengthBytes), rest ? 0 : startBytes);
        pump.offer(Unpooled.EMPTY_BUFFER); // The leaves are looked at before the first byte comes: others may wait for
        // them.
    }

    @Override
    public void body(ByteBuf content) throws RemoteViolation {
        if (refusal != null) {
            refusal.add(content);
            return;
        }
        int bytes = content.readableBytes();
        if (bytes > expectedBytes - receivedBytes) {
            throw new RemoteViolation(
                    holder.id() + " sent more than the " + expectedBytes + " bytes of segment " + segment);
        }
        receivedBytes += bytes;
        listener.received(bytes);
        pump.offer(content.retain());
    }

    /** To the end of the chunk that comes: before that it can neither be verified nor passed on. */
    @Override
    public int usefulBytes() {
        if (refusal != null || receivedBytes >= expectedBytes) {
            return 1;
        }
        int offset = lengthBytes - expectedBytes + receivedBytes;
        return Math.min(expectedBytes - receivedBytes, ChunkTree.CHUNK_BYTES - offset % ChunkTree.CHUNK_BYTES);
    }

    @Override
    public boolean hasRoom() {
        return pump.hasRoom();
    }

    @Override
    public void complete() {
        if (refusal != null) {
            conclude(refusal.outcome());
        } else if (receivedBytes < expectedBytes) {
            conclude(new FetchOutcome.Corrupt(holder.id() + " sent " + receivedBytes + " bytes of segment " + segment
                    + ", which has " + expectedBytes));
        } else {
            pump.complete();
        }
    }

    @Override
    public void broken(Failure why) {
        conclude(
                switch (why) {
                    case Failure.Unreachable(var reason) -> new FetchOutcome.Unreachable(reason);
                    case Failure.Violation(var reason) -> new FetchOutcome.Corrupt(reason);
                    case Failure.Slow(var reason) -> new FetchOutcome.Slow(reason);
                });
    }

    @Override
    public void finished(FetchOutcome result) {
        if (result instanceof FetchOutcome.Corrupt) {
            letGo(); // The connection still carries the rest.
        }
        outcome.complete(result);
    }

    @Override
    public void aborted() {
        outcome.complete(verdict.get());
    }

    @Override
    public void failed(Exception why) {
        if (!(why instanceof IOException)) {
            LOG.atError().addKeyValue("segment", segment).setCause(why).log("a fetch ended by a fault of ours");
        }
        verdict.compareAndSet(
                null,
                new FetchOutcome.DiskFailed(
                        String.valueOf(why.getMessage()),
                        why instanceof IOException disk && DurableFiles.isPassing(disk)));
        letGo();
        outcome.complete(verdict.get());
    }

    private void ask(SegmentWriter writer, URI uri, Headers headers, ConnectionPool pool, Executor workers) {
        startBytes = writer.offsetBytes();
        sink = new FetchSink(writer, holder, lengthBytes, listener);
        pump = new BodyPump<>(workers, workers, sink, this::pull, this);
        if (startBytes == lengthBytes) {
            pump.complete(); // Only its end was missing.
        } else {
            pool.run(new Call(
                    HttpMethod.GET,
                    uri,
                    holder.pin(),
                    startBytes == 0 ? headers : headers.with("Range", "bytes=" + startBytes + "-"),
                    new Call.Body.Bytes(new byte[0]),
                    this));
        }
        if (verdict.get() != null) {
            pump.abort();
        }
    }

    private void requireRest(Headers headers) throws RemoteViolation {
        var expected = new ByteRange.Part(startBytes, expectedBytes).contentRange(lengthBytes);
        var said = headers.first("Content-Range");
        if (!said.equals(Optional.of(expected))) {
            throw new RemoteViolation(holder.id() + " answered " + said.orElse("no range") + " of segment " + segment
                    + ", not " + expected);
        }
    }

    private void pull() {
        var on = connection;
        if (on != null) {
            on.pull();
        }
    }

    private void conclude(FetchOutcome why) {
        if (verdict.compareAndSet(null, why)) {
            var started = pump;
            if (started != null) {
                started.abort();
            }
            letGo();
        }
    }

    private void letGo() {
        var on = connection;
        if (on != null) {
            on.abort(this);
        }
    }
}
