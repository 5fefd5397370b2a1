package dev.patchwave.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.concurrent.RejectedExecutionException;

/**
 * Lets one connection read a slice when it is its turn on the {@link Downlink}, at once when that is unlimited.
 *
 * <p>On the channel's event loop, but for {@link #readNanos()}.
 */
final class DownlinkGate extends ChannelDuplexHandler implements Turns.Slot {
    private final Turns turns;
    private ChannelHandlerContext ctx;
    private boolean awaitsTurn;
    private boolean reading; // Granted, and nothing has come yet.
    private int grantedBytes;
    private int readBytes;
    private volatile long readNanos;

    DownlinkGate(Turns turns) {
        this.turns = turns;
    }

    /** True while it is we who do not read, so that the silence is no fault of the other side. */
    static boolean holdsUp(Channel channel) {
        var gate = channel.pipeline().get(DownlinkGate.class);
        return gate != null && gate.awaitsTurn;
    }

    /** When bytes last came; any thread. */
    long readNanos() {
        return readNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        readNanos = System.nanoTime();
        ctx.channel().config().setRecvByteBufAllocator(new Slices(turns));
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (turns.bitsPerSecond() == Turns.UNLIMITED && !awaitsTurn) {
            context.read();
        } else if (!awaitsTurn && !reading) {
            awaitsTurn = true;
            turns.request(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            readBytes += bytes.readableBytes();
            reading = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (readBytes > 0) {
            readNanos = System.nanoTime();
            turns.settle(grantedBytes, readBytes);
            grantedBytes = 0;
            readBytes = 0;
        }
        context.fireChannelReadComplete();
    }

    @Override
    public int bytes() {
        return turns.sliceBytes();
    }

    @Override
    public boolean wanted() {
        return ctx.channel().isActive();
    }

    @Override
    public void granted() {
        int slice = turns.sliceBytes();
        try {
            ctx.executor().execute(() -> readOn(slice));
        } catch (RejectedExecutionException e) {
            var unused = ctx.close(); // The program is closing.
        }
    }

    @Override
    public void wakeAfter(long nanos, Runnable wake) {
        WakeUp.on(ctx.executor(), nanos, wake);
    }

    private void readOn(int slice) {
        awaitsTurn = false;
        reading = true;
        grantedBytes = slice;
        ctx.read();
    }

    /** Reads no more at a time than a turn grants. */
    private static final class Slices extends DefaultMaxMessagesRecvByteBufAllocator {
        private final Turns turns;

        Slices(Turns turns) {
            super(1);
            this.turns = turns;
        }

        @Override
        @SuppressWarnings("deprecation") // Netty has no other way to say what a handle is.
        public Handle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public int guess() {
                    return turns.sliceBytes();
                }
            };
        }
    }
}
