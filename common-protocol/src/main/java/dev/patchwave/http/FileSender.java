package dev.patchwave.http;

import dev.patchwave.store.Watch;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends one {@link FileSlice} into a channel at the pace of the {@link Uplink}: one slice in flight, the next is asked for when it
 * has left. So nothing queues in memory, whatever the reader does. Where the bytes are still on their way to us it waits to be woken,
 * and gives up when nobody has been bringing any for 2 s.
 *
 * <p>Runs on the channel's event loop. The slice's {@code sent} is told on every way out.
 */
final class FileSender implements Uplink.Slot {
    private static final long UNFED_PATIENCE_MILLIS = 2000;

    private final Channel channel;
    private final Uplink uplink;
    private final FileSlice slice;
    private final Runnable progressed;
    private final Consumer<Throwable> ended;
    private long sentBytes; // Whole slices.
    private int turnBytes;
    private boolean over;
    private boolean awaitsTurn;
    private volatile boolean starves; // Looked at by whoever brings more.
    private Watch watch = () -> {};
    private boolean watching;
    private Future<?> patience; // Null while somebody brings more.

    /**
     * @param progressed run each time bytes have left
     * @param ended told once, with null when all bytes have left
     */
    FileSender(Channel channel, Uplink uplink, FileSlice slice, Runnable progressed, Consumer<Throwable> ended) {
        this.channel = channel;
        this.uplink = uplink;
        this.slice = slice;
        this.progressed = progressed;
        this.ended = ended;
    }

    void start() {
        next();
        if (uplink.waitingTransfers() > 0) {
            channel.flush(); // A reader who hears nothing leaves: the head tells it that it will be served.
        }
    }

    /** The connection is gone: nothing more will be written. On the event loop. */
    void abandon(Throwable why) {
        end(why);
    }

    /** Only the head is wanted: nothing of the file will be written, and who waits for its end is told once. On the event loop. */
    void discard() {
        if (!over) {
            over = true;
            slice.sent().accept(0);
        }
    }

    /** Bytes that have left. */
    long sentBytes() {
        return sentBytes;
    }

    /** True while it is the uplink that holds us up, or who brings us the bytes, and not the reader. */
    boolean awaitsTurn() {
        return awaitsTurn || starves;
    }

    /** True while we wait for bytes to come to us. */
    boolean isStarving() {
        return starves;
    }

    @Override
    public int bytes() {
        return turnBytes;
    }

    @Override
    public boolean wanted() {
        return channel.isActive();
    }

    @Override
    public void granted() {
        channel.eventLoop().execute(this::write);
    }

    @Override
    public void wakeAfter(long nanos, Runnable wake) {
        WakeUp.on(channel.eventLoop(), nanos, wake);
    }

    private void next() {
        if (over) {
            return;
        }
        if (sentBytes == slice.lengthBytes()) {
            end(null);
        } else if (!takeTurn()) {
            starve();
        }
    }

    private boolean takeTurn() {
        long ready = slice.supply().readyBytes() - sentBytes;
        if (ready <= 0) {
            return false;
        }
        starves = false;
        stopPatience();
        turnBytes = (int) Math.min(FilePart.mostBytes(channel, uplink), ready);
        awaitsTurn = true;
        uplink.request(this);
        return true;
    }

    /** Waits to be woken; what came while the watch was set up is seen by a second look. */
    private void starve() {
        if (!starves) {
            starves = true;
            channel.flush(); // The head tells the reader at once what it will get.
        }
        if (!watching) {
            watching = true;
            watch = slice.supply().watch(this::wake);
        }
        if (!takeTurn()) {
            watchFeeder();
        }
    }

    private void watchFeeder() {
        if (slice.supply().isFed()) {
            stopPatience();
        } else if (patience == null) {
            patience = channel.eventLoop().schedule(this::loseFeeder, UNFED_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void loseFeeder() {
        patience = null;
        if (!over && starves && !slice.supply().isFed()) {
            end(new IOException("nobody brings the rest"));
        }
    }

    private void stopPatience() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }

    /** On the thread that brought more, or stopped to. */
    private void wake() {
        if (starves) {
            try {
                channel.eventLoop().execute(this::woken);
            } catch (RejectedExecutionException e) {
                starves = false; // The program ends, and the connection with it.
            }
        }
    }

    private void woken() {
        if (starves) {
            next();
        }
    }

    private void write() {
        if (over) {
            return;
        }
        awaitsTurn = false;
        int bytes = turnBytes;
        Object part;
        try {
            part = FilePart.of(channel, slice, sentBytes, bytes);
        } catch (IOException e) {
            end(e);
            return;
        }
        channel.writeAndFlush(part, channel.newProgressivePromise())
                .addListener(new Steps())
                .addListener((ChannelFuture written) -> left(written, bytes));
    }

    /** A slow reader's progress shows within a slice, too: it is {@value Uplink#MAX_SLICE_BYTES} bytes that it has time for. */
    private final class Steps implements ChannelProgressiveFutureListener {
        private long seenBytes;

        @Override
        public void operationProgressed(ChannelProgressiveFuture writing, long bytes, long total) {
            if (bytes - seenBytes >= Uplink.MAX_SLICE_BYTES) {
                seenBytes = bytes;
                progressed.run();
            }
        }

        @Override
        public void operationComplete(ChannelProgressiveFuture written) {}
    }

    private void left(ChannelFuture written, int bytes) {
        if (written.isSuccess()) {
            sentBytes += bytes;
            progressed.run();
            next();
        } else {
            end(written.cause());
        }
    }

    private void end(Throwable why) {
        if (!over) {
            over = true;
            starves = false;
            stopPatience();
            watch.close();
            slice.sent().accept(sentBytes);
            ended.accept(why);
        }
    }
}
