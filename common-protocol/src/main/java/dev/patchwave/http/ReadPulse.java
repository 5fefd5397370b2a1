package dev.patchwave.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Notes when the first bytes of a request came, which the decoder behind it does not say before the head is whole. */
final class ReadPulse extends ChannelInboundHandlerAdapter {
    private boolean started;
    private long startedNanos;

    /** True when bytes came since {@link #reset}. */
    boolean started() {
        return started;
    }

    long startedNanos() {
        return startedNanos;
    }

    void reset() {
        started = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!started) {
            started = true;
            startedNanos = System.nanoTime();
        }
        ctx.fireChannelRead(message);
    }
}
