package dev.patchwave.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to our server: reads a request, has it answered, sends the answer, reads the next.
 *
 * <pre>
 * WAITING -> ANSWERING -> SENDING -> WAITING     or -> LINGERING -> CLOSED
 * </pre>
 *
 * <p>Pulls: nothing is read that was not asked for, so requests sent ahead (pipelining) wait in the socket, and a body waits for the
 * disk. On the channel's event loop.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
    /** The server tells its connections to end once they have answered. */
    enum Drain {
        NOW
    }

    private enum Phase {
        WAITING,
        ANSWERING,
        SENDING,
        LINGERING,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HttpServer server;
    private final ReadPulse pulse;
    private ChannelHandlerContext ctx;
    private Phase phase = Phase.WAITING;
    private long phaseNanos = System.nanoTime();
    private int requests;
    private boolean inputOver;
    private boolean draining;
    private boolean promisedMore; // The last answer said that the connection stays: a request may have been sent ahead.
    private boolean counted;
    private ServedRequest current; // From its head until the next one waits.
    private ResponseSender sender;

    ServerConnection(HttpServer server, ReadPulse pulse) {
        this.server = server;
        this.pulse = pulse;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        long checkMillis = Math.clamp(server.limits().idle().toMillis() / 4, 5, 1000);
        var check = ctx.executor()
                .scheduleWithFixedDelay(this::checkPatience, checkMillis, checkMillis, TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> check.cancel(false));
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            switch (phase) {
                case WAITING -> await(message);
                case ANSWERING, SENDING -> readOn(message);
                case LINGERING -> ctx.read();
                case CLOSED -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputOver = true;
            closeIfNobodyIsLeft();
        } else if (event == Drain.NOW) {
            draining = true;
            if (phase == Phase.WAITING && !pulse.started()) {
                close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        to(Phase.CLOSED);
        if (current != null) {
            current.abandon();
        }
        if (sender != null) {
            sender.abandon(new ClosedChannelException());
        }
        uncount();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.atDebug().addKeyValue("reason", cause.getMessage()).log("connection broke");
        } else {
            LOG.atError().setCause(cause).log("connection closed by a fault of ours");
        }
        close();
    }

    private void await(Object message) {
        if (message instanceof HttpRequest start) {
            begin(RequestHead.of(start));
        } else {
            ctx.read(); // That was only the end of the last request.
        }
    }

    /** What comes of a body; heads cannot come here, as nothing is read once the body was. */
    private void readOn(Object message) {
        if (message instanceof HttpContent content && current != null) {
            current.read(content);
        }
    }

    private void begin(RequestHead head) {
        to(Phase.ANSWERING);
        requests++;
        pulse.reset();
        var begun = new ServedRequest(server, ctx, head, this::answer);
        current = begun;
        counted = server.startRequest();
        if (head.refusal().isPresent()) {
            begun.answer(head.refusal().get());
        } else if (!server.mayAsk((InetSocketAddress) ctx.channel().remoteAddress())) {
            draining = true; // The next one costs a connection.
            begun.answer(
                    Problem.response(429, "too many requests from this address").with("Retry-After", "1"));
        } else if (!counted) {
            begun.answer(Problem.response(503, "too many requests at once").with("Retry-After", "1"));
        } else {
            begun.begin();
        }
    }

    private void answer(Response response) {
        var head = current.head();
        boolean more = requests < server.limits().maxRequestsPerConnection() && !draining;
        send(response, head.method().equals(HttpMethod.HEAD), head.keepAlive() && current.isBodyRead() && more);
    }

    private void send(Response response, boolean headOnly, boolean keepAlive) {
        to(Phase.SENDING);
        promisedMore = keepAlive;
        sender = new ResponseSender(ctx.channel(), server.uplink(), response, why -> sent(why, keepAlive));
        sender.start(headOnly, keepAlive);
    }

    private void sent(Throwable why, boolean keepAlive) {
        sender = null;
        uncount();
        if (phase == Phase.CLOSED) {
            return;
        }
        if (why != null) {
            close();
        } else if (keepAlive && !draining) {
            ctx.executor().execute(this::next); // Not at once: a thousand requests sent ahead would nest.
        } else {
            linger();
        }
    }

    private void next() {
        if (draining && phase == Phase.SENDING) {
            linger();
        } else if (phase == Phase.SENDING) {
            to(Phase.WAITING);
            pulse.reset(); // Body bytes may have come since the head; they belong to no next request.
            current = null;
            ctx.read();
            closeIfNobodyIsLeft();
        }
    }

    /**
     * The other side sends no more: fine while it waits for an answer, else over. Who ends while we have nothing to send has most
     * likely gone elsewhere, and would keep its slot until the next chunk came.
     */
    private void closeIfNobodyIsLeft() {
        boolean nothingComes = phase == Phase.WAITING
                || phase == Phase.LINGERING
                || (phase == Phase.ANSWERING && current.isIncomplete())
                || (phase == Phase.SENDING && sender != null && sender.isStarving());
        if (inputOver && nothingComes) {
            close();
        }
    }

    /** Says that no more comes, and reads on for a moment: closing with unread bytes would destroy our answer (RFC 9112 9.6). */
    private void linger() {
        boolean allRead = !promisedMore
                && current != null
                && current.isBodyRead()
                && current.head().refusal().isEmpty();
        if (allRead || inputOver) {
            close();
        } else {
            to(Phase.LINGERING);
            endOutput();
            ctx.read();
        }
    }

    private void endOutput() {
        var secured = ctx.pipeline().get(SslHandler.class);
        var unused = secured == null ? ((DuplexChannel) ctx.channel()).shutdownOutput() : secured.closeOutbound();
    }

    private void checkPatience() {
        long now = System.nanoTime();
        long idle = server.limits().idle().toNanos();
        switch (phase) {
            case WAITING -> checkWaiting(now, idle);
            case ANSWERING -> current.overdue(now, idle).ifPresent(current::answer);
            case SENDING -> checkReader(now, idle);
            case LINGERING -> closeIf(now - phaseNanos > LINGER_NANOS);
            case CLOSED -> {}
        }
    }

    private void checkWaiting(long now, long idle) {
        if (pulse.started()) {
            ServedRequest.timeout(now - pulse.startedNanos() > idle).ifPresent(late -> send(late, false, false));
        } else {
            closeIf(now - phaseNanos > idle);
        }
    }

    /** Whoever holds a slot and hardly reads keeps others from it. */
    private void checkReader(long now, long idle) {
        if (sender == null) {
            return;
        }
        boolean stopped = now - sender.progressNanos() > idle;
        if (stopped || sender.isReadTooSlowly(server.limits(), now)) {
            LOG.atInfo()
                    .addKeyValue("reason", stopped ? "stopped reading" : "read below the floor")
                    .addKeyValue("floorBytesPerSecond", server.limits().floorBytesPerSecond())
                    .log("slow reader cut off");
            close();
        }
    }

    private void uncount() {
        if (counted) {
            counted = false;
            server.endRequest();
        }
    }

    private void to(Phase next) {
        phase = next;
        phaseNanos = System.nanoTime();
    }

    private void close() {
        to(Phase.CLOSED);
        var unused = ctx.close();
    }

    private void closeIf(boolean tooLong) {
        if (tooLong) {
            close();
        }
    }
}
