package dev.patchwave.http;

import dev.patchwave.http.Router.Endpoint;
import dev.patchwave.http.Router.Match;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to our server: reads a request, has it answered, sends the answer, reads the next.
 *
 * <pre>
 * WAITING -> BODY -> ANSWERING -> SENDING -> WAITING    and from everywhere -> LINGERING -> closed
 *         -> DECIDING -> UPLOAD -^
 * </pre>
 *
 * <p>Pulls: nothing is read that was not asked for, so requests sent ahead (pipelining) wait in the socket, and a body waits for the
 * disk. Knows HTTP only; what is answered is the routes' business. On the channel's event loop.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
    /** The server tells its connections to end once they have answered. */
    enum Drain {
        NOW
    }

    private enum Phase {
        WAITING,
        BODY,
        DECIDING,
        UPLOAD,
        ANSWERING,
        SENDING,
        LINGERING,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_UPLOAD_BYTES_PER_SECOND = 1024;
    private static final int ANSWER_PATIENCE = 4; // Times idle: a route that takes longer has lost its answer.

    private final HttpServer server;
    private final ReadPulse pulse;
    private ChannelHandlerContext ctx;
    private Phase phase = Phase.WAITING;
    private long phaseNanos = System.nanoTime();
    private int requests;
    private boolean inputOver;
    private boolean draining;

    private RequestHead head;
    private Request request;
    private Route route;
    private int maxBodyBytes;
    private ByteArrayOutputStream body;
    private BodyPump<Response> pump;
    private long uploadedBytes;
    private boolean bodyRead;
    private boolean counted;
    private ResponseSender sender;

    ServerConnection(HttpServer server, ReadPulse pulse) {
        this.server = server;
        this.pulse = pulse;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        long checkMillis = Math.clamp(server.limits().idle().toMillis() / 4, 5, 1000);
        var check = ctx.executor()
                .scheduleWithFixedDelay(this::checkPatience, checkMillis, checkMillis, TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> check.cancel(false));
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (phase == Phase.LINGERING) {
                ctx.read();
            } else if (message instanceof HttpObject part) {
                read(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputOver = true;
            closeUnlessAnswering();
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
        if (pump != null) {
            pump.abort();
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

    private void read(HttpObject part) {
        if (part instanceof HttpRequest start && phase == Phase.WAITING) {
            begin(RequestHead.of(start));
        } else if (part instanceof HttpContent content) {
            if (content.decoderResult().isFailure()) {
                answer(Problem.response(400, "the body is malformed"));
            } else {
                readBody(content.content(), content instanceof LastHttpContent);
            }
        }
    }

    private void begin(RequestHead start) {
        head = start;
        bodyRead = !start.hasBody();
        requests++;
        pulse.reset();
        if (start.refusal().isPresent()) {
            bodyRead = false;
            answer(start.refusal().get());
            return;
        }
        counted = server.startRequest();
        if (!counted) {
            answer(Problem.response(503, "too many requests at once").with("Retry-After", "1"));
            return;
        }
        switch (server.router().match(start.method().name(), start.path())) {
            case Match.Found(var endpoint, var variables) -> dispatch(endpoint, variables);
            case Match.WrongMethod(var allow) ->
                answer(Problem.response(405, start.method() + " is not allowed here")
                        .with("Allow", allow));
            case Match.Nothing() -> answer(Problem.response(404, "nothing is at this path"));
            case Match.BadPath(var reason) -> answer(Problem.response(400, reason));
        }
    }

    private void dispatch(Endpoint endpoint, Map<String, String> variables) {
        var remote = (InetSocketAddress) ctx.channel().remoteAddress();
        request = new Request(head.method().name(), head.path(), variables, head.headers(), remote, new byte[0]);
        switch (endpoint) {
            case Endpoint.AtOnce(var answer) -> answerAtOnce(() -> answer.apply(request));
            case Endpoint.Whole(var whole, var limit) ->
                collect(whole, limit.orElse(server.limits().maxJsonBodyBytes()));
            case Endpoint.Streamed(var start) -> decide(start);
        }
    }

    private void answerAtOnce(Supplier<Response> answer) {
        if (head.hasBody()) {
            answer(Problem.response(413, "no body is taken here"));
            return;
        }
        try {
            answer(answer.get());
        } catch (RuntimeException e) {
            answer(fault(e));
        }
    }

    private void collect(Route whole, int limit) {
        if (head.lengthBytes() > limit) {
            answer(Problem.response(413, "a body of at most " + limit + " bytes is taken here"));
            return;
        }
        to(Phase.BODY);
        route = whole;
        maxBodyBytes = limit;
        body = new ByteArrayOutputStream();
        continueIfExpected();
        ctx.read();
    }

    private void decide(Upload.Start start) {
        to(Phase.DECIDING);
        var asked = request;
        work(() -> {
            var upload = start.begin(asked);
            ctx.executor().execute(() -> decided(upload, asked));
        });
    }

    private void decided(Upload upload, Request asked) {
        switch (upload) {
            case Upload.Answered(var response) -> answer(response, asked);
            case Upload.Taken(var sink) -> take(sink, asked);
        }
    }

    private void take(Upload.Sink sink, Request asked) {
        pump = new BodyPump<>(
                ctx.executor(), server.threads().workers(), sink, this::pull, new BodyPump.Ending<Response>() {
                    @Override
                    public void finished(Response response) {
                        ctx.executor().execute(() -> answer(response, asked));
                    }

                    @Override
                    public void failed(Exception why) {
                        ctx.executor().execute(() -> answer(sink.failed(why), asked));
                    }
                });
        if (phase != Phase.DECIDING) {
            pump.abort();
            return;
        }
        to(Phase.UPLOAD);
        uploadedBytes = 0;
        continueIfExpected();
        ctx.read();
    }

    private void continueIfExpected() {
        if (head.expectsContinue() && head.hasBody()) {
            var unused = ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void readBody(ByteBuf content, boolean last) {
        bodyRead |= last;
        switch (phase) {
            case BODY -> collectBody(content, last);
            case UPLOAD -> pumpBody(content, last);
            case WAITING -> ctx.read(); // That was only the end of the last request.
            case DECIDING, ANSWERING, SENDING, LINGERING, CLOSED -> {}
        }
    }

    private void collectBody(ByteBuf content, boolean last) {
        if (body.size() + content.readableBytes() > maxBodyBytes) {
            answer(Problem.response(413, "a body of at most " + maxBodyBytes + " bytes is taken here"));
            return;
        }
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        body.writeBytes(bytes);
        if (last) {
            callRoute();
        } else {
            ctx.read();
        }
    }

    private void pumpBody(ByteBuf content, boolean last) {
        uploadedBytes += content.readableBytes();
        pump.offer(content.retain());
        if (last) {
            to(Phase.ANSWERING);
            pump.complete();
        } else {
            pull();
        }
    }

    private void pull() {
        if (phase == Phase.UPLOAD && pump.hasRoom()) {
            ctx.read();
        }
    }

    private void callRoute() {
        to(Phase.ANSWERING);
        var asked = request.withBody(body.toByteArray());
        request = asked;
        body = null;
        work(() -> route.answer(asked)
                .whenComplete((response, fault) ->
                        ctx.executor().execute(() -> answer(fault == null ? response : fault(fault), asked))));
    }

    /** Runs what may wait on a worker; whatever it throws is our own fault. */
    private void work(Runnable task) {
        var asked = request;
        try {
            server.threads().workers().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    ctx.executor().execute(() -> answer(fault(e), asked));
                }
            });
        } catch (RejectedExecutionException e) {
            answer(Problem.response(503, "too much work waiting").with("Retry-After", "1"));
        }
    }

    static Response fault(Throwable why) {
        LOG.atError().setCause(why).log("a route failed");
        return Problem.response(500, "the server failed at this request");
    }

    /** Answers {@code asked}, unless that request was answered or its connection ended in the meantime. */
    private void answer(Response response, Request asked) {
        boolean awaited = phase == Phase.ANSWERING || phase == Phase.DECIDING || phase == Phase.UPLOAD;
        if (awaited && request == asked) {
            answer(response);
        } else {
            ResponseSender.discard(response);
        }
    }

    private void answer(Response response) {
        to(Phase.SENDING);
        if (pump != null) {
            pump.abort(); // Does nothing to one that has finished.
            pump = null;
        }
        boolean last = requests >= server.limits().maxRequestsPerConnection();
        boolean keepAlive = head != null && head.keepAlive() && bodyRead && !last && !draining;
        boolean headOnly = head != null && head.method().equals(HttpMethod.HEAD);
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
            ctx.executor().execute(this::next);
        } else {
            linger();
        }
    }

    private void next() {
        if (phase == Phase.SENDING) {
            to(Phase.WAITING);
            request = null;
            head = null;
            ctx.read();
            closeUnlessAnswering();
        }
    }

    private void closeUnlessAnswering() {
        boolean reading = phase == Phase.WAITING || phase == Phase.BODY || phase == Phase.UPLOAD;
        if (inputOver && (reading || phase == Phase.LINGERING)) {
            close();
        }
    }

    /** Says that no more comes, and reads on for a moment: closing with unread bytes would destroy our answer (RFC 9112 9.6). */
    private void linger() {
        if (bodyRead || inputOver) {
            close();
        } else {
            to(Phase.LINGERING);
            var unused = ((DuplexChannel) ctx.channel()).shutdownOutput();
            ctx.read();
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

    private void checkPatience() {
        long now = System.nanoTime();
        long idle = server.limits().idle().toNanos();
        switch (phase) {
            case WAITING -> checkWaiting(now, idle);
            case BODY -> timeOutIf(now - phaseNanos > idle);
            case UPLOAD -> checkUpload(now, idle);
            case DECIDING, ANSWERING -> giveUpIf(now - phaseNanos > ANSWER_PATIENCE * idle);
            case SENDING -> closeIf(sender != null && now - sender.progressNanos() > idle);
            case LINGERING -> closeIf(now - phaseNanos > LINGER_NANOS);
            case CLOSED -> {}
        }
    }

    private void checkWaiting(long now, long idle) {
        if (pulse.started()) {
            timeOutIf(now - pulse.startedNanos() > idle);
        } else {
            closeIf(now - phaseNanos > idle);
        }
    }

    private void checkUpload(long now, long idle) {
        if (pump.hasRoom()) {
            long earned = uploadedBytes * TimeUnit.SECONDS.toNanos(1) / MIN_UPLOAD_BYTES_PER_SECOND;
            timeOutIf(now - phaseNanos > idle + earned);
        }
    }

    private void timeOutIf(boolean tooLong) {
        if (tooLong) {
            bodyRead = false;
            head = null;
            answer(Problem.response(408, "the request did not arrive in time"));
        }
    }

    private void giveUpIf(boolean tooLong) {
        if (tooLong) {
            answer(Problem.response(503, "no answer was found in time").with("Retry-After", "5"));
        }
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
