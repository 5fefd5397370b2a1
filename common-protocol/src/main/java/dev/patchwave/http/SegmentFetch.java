package dev.patchwave.http;

import dev.patchwave.store.CommitOutcome;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.Holder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetch of one segment: claims the segment, asks the holder, carries the bytes to the store on a worker.
 *
 * <p>Whatever ends it first is the verdict; it is told only once the segment has been given back or stored, so that whoever hears it may
 * ask for the segment again at once.
 */
final class SegmentFetch implements Fetch, Call.Taker, BodyPump.Ending<FetchOutcome> {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetch.class);

    private final Holder holder;
    private final SegmentStore store;
    private final int segment;
    private final int lengthBytes;
    private final LongConsumer received;
    private final CompletableFuture<FetchOutcome> outcome = new CompletableFuture<>();
    private final AtomicReference<FetchOutcome> verdict = new AtomicReference<>();
    private volatile BodyPump<FetchOutcome> pump;
    private volatile ClientConnection connection;
    private int receivedBytes;
    private Refusal refusal; // Null while the answer is the segment.

    SegmentFetch(Holder holder, SegmentStore store, int segment, LongConsumer received) {
        this.holder = holder;
        this.store = store;
        this.segment = segment;
        this.lengthBytes = store.manifest().segmentLengthBytes(segment);
        this.received = received;
    }

    /**
     * Claims the segment and sends the call. On a worker.
     *
     * @param call of which this is the taker
     */
    void begin(Call call, ConnectionPool pool, Executor workers) {
        try {
            switch (store.write(segment, holder.kind())) {
                case WriteClaim.Granted(var writer) -> {
                    pump = new BodyPump<>(workers, workers, new Sink(writer), this::pull, this);
                    pool.run(call);
                    if (verdict.get() != null) {
                        pump.abort();
                    }
                }
                case WriteClaim.AlreadyOwned() -> outcome.complete(new FetchOutcome.Stored(0, true));
                case WriteClaim.BeingWritten() -> outcome.complete(new FetchOutcome.BeingWritten());
            }
        } catch (IOException e) {
            outcome.complete(new FetchOutcome.DiskFailed(e.getMessage()));
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
    public boolean started(ClientConnection on) {
        connection = on;
        receivedBytes = 0;
        return verdict.get() == null;
    }

    @Override
    public void head(int status, Headers headers, long length) throws RemoteViolation {
        refusal = status == 200 ? null : new Refusal(holder, status, headers);
        if (status == 200 && length >= 0 && length != lengthBytes) {
            throw new RemoteViolation(holder.id() + " announced " + length + " bytes for segment " + segment
                    + ", which has " + lengthBytes);
        }
    }

    @Override
    public void body(ByteBuf content) throws RemoteViolation {
        if (refusal != null) {
            refusal.add(content);
            return;
        }
        int bytes = content.readableBytes();
        if (bytes > lengthBytes - receivedBytes) {
            throw new RemoteViolation(
                    holder.id() + " sent more than the " + lengthBytes + " bytes of segment " + segment);
        }
        receivedBytes += bytes;
        received.accept(bytes);
        pump.offer(content.retain());
    }

    @Override
    public boolean hasRoom() {
        return pump.hasRoom();
    }

    @Override
    public void complete() {
        if (refusal != null) {
            conclude(refusal.outcome());
        } else if (receivedBytes < lengthBytes) {
            conclude(new FetchOutcome.Corrupt(holder.id() + " sent " + receivedBytes + " bytes of segment " + segment
                    + ", which has " + lengthBytes));
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
        verdict.compareAndSet(null, new FetchOutcome.DiskFailed(String.valueOf(why.getMessage())));
        letGo();
        outcome.complete(verdict.get());
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

    /** Writes to the store; a wrong digest is the holder's doing. */
    private final class Sink implements BodySink<FetchOutcome> {
        private final SegmentWriter writer;

        Sink(SegmentWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            writer.write(chunk);
        }

        @Override
        public FetchOutcome finish() throws IOException {
            return switch (writer.commit()) {
                case CommitOutcome.Stored() -> new FetchOutcome.Stored(lengthBytes, false);
                case CommitOutcome.AlreadyOwned() -> new FetchOutcome.Stored(lengthBytes, true);
                case CommitOutcome.Corrupt(var actual) ->
                    new FetchOutcome.Corrupt(
                            holder.id() + " sent something else for segment " + segment + ": its SHA-256 is " + actual);
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
    }
}
