package dev.patchwave.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets one decoded message through for each {@code read()}; the others wait here, at most those of one packet, and then in the
 * socket.
 *
 * <p>Needs auto-read off. A {@code read()} from within {@code channelRead} does not nest, however many messages wait.
 */
final class MessageGate extends ChannelDuplexHandler {
    private static final int MAX_WAITING_MESSAGES = 1 << 16;

    private final Queue<Object> waiting = new ArrayDeque<>();
    private boolean wanted;
    private boolean passing;

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
        pass(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (waiting.size() >= MAX_WAITING_MESSAGES) {
            ReferenceCountUtil.release(message);
            throw new TooLongFrameException("too many messages sent ahead");
        }
        waiting.add(message);
        pass(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOn(ctx);
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        while (!waiting.isEmpty()) {
            ctx.fireChannelRead(waiting.remove()); // What came before the end still counts.
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseAll();
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return;
        }
        passing = true;
        try {
            while (wanted && !waiting.isEmpty()) {
                wanted = false;
                ctx.fireChannelRead(waiting.remove());
            }
        } finally {
            passing = false;
        }
        readOn(ctx);
    }

    /** Nothing more is asked of a socket that has ended: epoll would complain. */
    private void readOn(ChannelHandlerContext ctx) {
        boolean ended = ctx.channel() instanceof DuplexChannel duplex && duplex.isInputShutdown();
        if (wanted && !ended && ctx.channel().isActive()) {
            ctx.read();
        }
    }

    private void releaseAll() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
