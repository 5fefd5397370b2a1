package dev.patchwave.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.util.function.IntSupplier;

/**
 * Has the kernel wake us when a chunk is there, not at each packet ({@code SO_RCVLOWAT}, socket(7)): nothing can be done with less, and
 * each turn of the event loop costs more than the packet that it is for.
 *
 * <p>First in its pipeline; on the channel's event loop. Without epoll it does nothing.
 */
final class ReceiveLowWater extends ChannelOutboundHandlerAdapter {
    private static final int MOST_BYTES = 64 << 10;
    /** A record that has come in part lies in the TLS handler, not in the socket (RFC 8446 5.2). */
    private static final int TLS_RECORD_BYTES = (16 << 10) + 256 + 5;

    static final IntegerUnixChannelOption SO_RCVLOWAT =
            new IntegerUnixChannelOption("SO_RCVLOWAT", 1 /* SOL_SOCKET */, 18);

    private final IntSupplier usefulBytes;
    private final int heldBackBytes;
    private int mostBytes = MOST_BYTES;
    private int markBytes = 1; // As a socket has it at first.

    /** @param usefulBytes how many bytes have to come before anything can be done with them; they are certain to come, if any does */
    ReceiveLowWater(IntSupplier usefulBytes, boolean encrypted) {
        this.usefulBytes = usefulBytes;
        this.heldBackBytes = encrypted ? TLS_RECORD_BYTES : 0;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        mark(ctx.channel(), Math.clamp(usefulBytes.getAsInt() - heldBackBytes, 1, mostBytes));
        ctx.read();
    }

    /** Nothing has come for a while: on a slow path less is there than we wait for. Half as much will do until {@link #restart}. */
    void relax(Channel channel) {
        if (markBytes > 1) {
            mostBytes = Math.max(1, Math.min(mostBytes, markBytes) / 2);
            mark(channel, 1);
        }
    }

    /** Another answer, which may come faster. */
    void restart() {
        mostBytes = MOST_BYTES;
    }

    private void mark(Channel channel, int bytes) {
        if (bytes != markBytes
                && channel instanceof EpollSocketChannel
                && channel.config().setOption(SO_RCVLOWAT, bytes)) {
            markBytes = bytes;
        }
    }
}
