package dev.patchwave.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.function.Consumer;

/**
 * Sends one {@link FileSlice} into a channel at the pace of the {@link Uplink}: one slice in flight, the next is asked for when it
 * has left. So nothing queues in memory, whatever the reader does.
 *
 * <p>Runs on the channel's event loop. The slice's {@code sent} is told on every way out.
 */
final class FileSender implements Uplink.Slot {
    private final Channel channel;
    private final Uplink uplink;
    private final FileSlice slice;
    private final Runnable progressed;
    private final Consumer<Throwable> ended;
    private long sentBytes;
    private boolean over;
    private boolean awaitsTurn;

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
    }

    /** The connection is gone: nothing more will be written. On the event loop. */
    void abandon(Throwable why) {
        end(why);
    }

    /** Bytes that have left. */
    long sentBytes() {
        return sentBytes;
    }

    /** True while it is the uplink that holds us up, and not the reader. */
    boolean awaitsTurn() {
        return awaitsTurn;
    }

    @Override
    public int bytes() {
        return (int) Math.min(uplink.sliceBytes(), slice.lengthBytes() - sentBytes);
    }

    @Override
    public boolean wanted() {
        return channel.isActive();
    }

    @Override
    public void granted() {
        channel.eventLoop().execute(this::write);
    }

    private void next() {
        if (over) {
            return;
        }
        if (sentBytes == slice.lengthBytes()) {
            end(null);
        } else {
            awaitsTurn = true;
            uplink.request(this);
        }
    }

    private void write() {
        if (over) {
            return;
        }
        awaitsTurn = false;
        int bytes = bytes();
        channel.writeAndFlush(new PlacedFileRegion(slice.file(), slice.offsetBytes() + sentBytes, bytes))
                .addListener((ChannelFuture written) -> left(written, bytes));
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
            slice.sent().accept(sentBytes);
            ended.accept(why);
        }
    }
}
