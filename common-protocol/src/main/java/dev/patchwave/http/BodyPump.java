package dev.patchwave.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Carries the body of one message from the event loop to a {@link BodySink} on a worker, in order, with a bounded number of bytes
 * under way: who reads the socket asks {@link #hasRoom} first, and is called back when there is room again.
 *
 * <p>{@link #offer}, {@link #complete} and {@link #abort} are the event loop's to call; the ending is told on a worker thread, once.
 */
final class BodyPump<R> {
    private static final int WINDOW_BYTES = 256 << 10;

    private final Executor loop;
    private final Executor workers;
    private final BodySink<R> sink;
    private final Runnable roomAgain;
    private final Ending<R> ending;
    private final Queue<ByteBuf> chunks = new ArrayDeque<>();
    private int pendingBytes;
    private boolean working;
    private boolean complete;
    private boolean aborted;
    private boolean over;

    private enum Step {
        WRITE,
        FINISH,
        ABORT,
        REST
    }

    /** How it ended: one of these, once. */
    interface Ending<R> {
        void finished(R result);

        /** After {@link BodyPump#abort}: the sink was aborted. */
        default void aborted() {}

        /** The sink threw: our disk, or a fault of ours. The sink was aborted. */
        void failed(Exception why);
    }

    /** @param roomAgain run on {@code loop} when {@link #hasRoom} became true again */
    BodyPump(Executor loop, Executor workers, BodySink<R> sink, Runnable roomAgain, Ending<R> ending) {
        this.loop = loop;
        this.workers = workers;
        this.sink = sink;
        this.roomAgain = roomAgain;
        this.ending = ending;
    }

    synchronized boolean hasRoom() {
        return pendingBytes < WINDOW_BYTES;
    }

    /** Takes over {@code chunk}: released here, also when the pump is over. */
    void offer(ByteBuf chunk) {
        synchronized (this) {
            if (over || aborted) {
                chunk.release();
                return;
            }
            chunks.add(chunk);
            pendingBytes += chunk.readableBytes();
        }
        work();
    }

    /** No more chunks will come. */
    void complete() {
        synchronized (this) {
            complete = true;
        }
        work();
    }

    /** The rest never comes; what was offered is still written. Does nothing to a body that is over. Any thread. */
    void abort() {
        synchronized (this) {
            aborted = true;
        }
        work();
    }

    private void work() {
        synchronized (this) {
            if (working || over) {
                return;
            }
            working = true;
        }
        try {
            workers.execute(this::drain);
        } catch (RejectedExecutionException e) {
            fail(new IOException("too much work waiting for the disk", e));
        }
    }

    private void drain() {
        try {
            for (var step = next(); step != Step.REST; step = next()) {
                switch (step) {
                    case WRITE -> write(take());
                    case FINISH -> ending.finished(sink.finish());
                    case ABORT -> abortSink();
                    case REST -> throw new IllegalStateException("resting is no step");
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void abortSink() {
        sink.abort();
        ending.aborted();
    }

    /** Decides in one breath with the state it leaves behind, so that a chunk offered meanwhile is never passed over. */
    private synchronized Step next() {
        if (over) {
            return Step.REST;
        }
        if (!chunks.isEmpty()) {
            return Step.WRITE;
        }
        if (aborted) {
            over = true;
            return Step.ABORT;
        }
        over = complete;
        working = complete;
        return complete ? Step.FINISH : Step.REST;
    }

    /** Only the one worker takes, so what {@link #next} saw is still there. */
    private synchronized ByteBuf take() {
        return chunks.remove();
    }

    private void write(ByteBuf chunk) throws IOException {
        int bytes = chunk.readableBytes();
        Optional<R> early = Optional.empty();
        try {
            for (var parts = List.of(chunk.nioBuffers()).iterator(); parts.hasNext() && early.isEmpty(); ) {
                early = sink.write(parts.next());
            }
        } finally {
            chunk.release();
        }
        if (early.isPresent()) {
            enough(early.get());
        } else if (freed(bytes)) {
            loop.execute(roomAgain);
        }
    }

    private void enough(R result) {
        end();
        sink.abort();
        ending.finished(result);
    }

    private synchronized boolean freed(int bytes) {
        boolean full = pendingBytes >= WINDOW_BYTES;
        pendingBytes -= bytes;
        return full && pendingBytes < WINDOW_BYTES;
    }

    private void fail(Exception why) {
        end();
        sink.abort();
        ending.failed(why);
    }

    private synchronized void end() {
        over = true;
        chunks.forEach(ByteBuf::release);
        chunks.clear();
        pendingBytes = 0;
    }
}
