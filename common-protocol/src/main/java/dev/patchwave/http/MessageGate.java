package dev.patchwave.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpMessage;
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
    private final int maxWaitingHeads;
    private int waitingHeads;
    private boolean wanted;
    private boolean passing;

    /** For answers, which come one for each request. */
    MessageGate() {
        this(MAX_WAITING_MESSAGES);
    }

    /** @param maxWaitingHeads heads of requests that may wait; one more ends the connection */
    MessageGate(int maxWaitingHeads) {
        this.maxWaitingHeads = maxWaitingHeads;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
        pass(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waitingHeads += heads(message);
        if (waiting.size() >= MAX_WAITING_MESSAGES || waitingHeads > maxWaitingHeads) {
            waitingHeads -= heads(message);
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
            ctx.fireChannelRead(next()); // What came before the end still counts.
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
                ctx.fireChannelRead(next());
            }
        } finally {
            passing = false;
        }
        readOn(ctx);
    }

    private Object next() {
        Object message = waiting.remove();
        waitingHeads -= heads(message);
        return message;
    }

    private static int heads(Object message) {
        return message instanceof HttpMessage ? 1 : 0;
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
        waitingHeads = 0;
    }
}
