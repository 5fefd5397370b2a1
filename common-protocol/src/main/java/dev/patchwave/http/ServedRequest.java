package dev.patchwave.http;

import dev.patchwave.http.Router.Endpoint;
import dev.patchwave.http.Router.Match;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to our server, from its head to its answer: finds the route, brings it the body, takes what it answers.
 *
 * <pre>
 * BODY ----------------> ANSWERING -> ANSWERED     and from everywhere -> ANSWERED, by an error
 * DECIDING -> UPLOAD ----^
 * </pre>
 *
 * <p>Answers once; what comes later, e.g. after the connection ended, is discarded. On the channel's event loop.
 */
final class ServedRequest {
    private enum Stage {
        BODY,
        DECIDING,
        UPLOAD,
        ANSWERING,
        ANSWERED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServedRequest.class);
    private static final long MIN_UPLOAD_BYTES_PER_SECOND = 1024;
    private static final int ANSWER_PATIENCE = 4; // Times idle: a route that takes longer has lost its answer.

    private final HttpServer server;
    private final ChannelHandlerContext ctx;
    private final RequestHead head;
    private final Consumer<Response> answered;
    private Stage stage = Stage.ANSWERING;
    private long stageNanos = System.nanoTime();
    private boolean bodyRead;
    private Request request;
    private Route route;
    private int maxBodyBytes;
    private ByteArrayOutputStream body;
    private BodyPump<Response> pump;
    private long uploadedBytes;
    private int heldBytes;

    /**
     * Does nothing yet.
     *
     * @param answered told once, on the event loop, unless {@link #abandon} comes first
     */
    ServedRequest(HttpServer server, ChannelHandlerContext ctx, RequestHead head, Consumer<Response> answered) {
        this.server = server;
        this.ctx = ctx;
        this.head = head;
        this.answered = answered;
        this.bodyRead = !head.hasBody();
    }

    RequestHead head() {
        return head;
    }

    /** True when the next bytes on the connection are another request. */
    boolean isBodyRead() {
        return bodyRead;
    }

    void begin() {
        switch (server.router().match(head.method().name(), head.path())) {
            case Match.Found(var endpoint, var path, var variables) -> dispatch(endpoint, path, variables);
            case Match.WrongMethod(var allow) ->
                answer(Problem.response(405, head.method() + " is not allowed here")
                        .with("Allow", allow));
            case Match.Nothing() -> answer(Problem.response(404, "nothing is at this path"));
            case Match.BadPath(var reason) -> answer(Problem.response(400, reason));
        }
    }

    /** Borrows a piece of the body. */
    void read(HttpContent part) {
        boolean last = part instanceof LastHttpContent;
        if (part.decoderResult().isFailure()) {
            answer(Problem.response(400, "the body is malformed"));
            return;
        }
        bodyRead |= last;
        switch (stage) {
            case BODY -> collect(part.content(), last);
            case UPLOAD -> pump(part.content(), last);
            case DECIDING, ANSWERING, ANSWERED -> {}
        }
    }

    /** True while the request itself has not come whole. */
    boolean isIncomplete() {
        return stage == Stage.BODY || stage == Stage.UPLOAD;
    }

    /** The connection is gone. */
    void abandon() {
        stage = Stage.ANSWERED;
        server.releaseBody(heldBytes);
        heldBytes = 0;
        if (pump != null) {
            pump.abort(); // Does nothing to one that has finished.
        }
    }

    /** What is to be answered because somebody took too long: the sender (408), or the route (503). */
    Optional<Response> overdue(long nowNanos, long idleNanos) {
        long age = nowNanos - stageNanos;
        return switch (stage) {
            case BODY -> timeout(age > idleNanos);
            case UPLOAD -> timeout(pump.hasRoom() && age > idleNanos + earnedNanos());
            case DECIDING, ANSWERING ->
                age > ANSWER_PATIENCE * idleNanos
                        ? Optional.of(Problem.response(503, "no answer was found in time")
                                .with("Retry-After", "5"))
                        : Optional.empty();
            case ANSWERED -> Optional.empty();
        };
    }

    void answer(Response response) {
        if (stage == Stage.ANSWERED) {
            ResponseSender.discard(response);
            return;
        }
        abandon();
        answered.accept(response);
    }

    static Response fault(Throwable why) {
        LOG.atError().setCause(why).log("a route failed");
        return Problem.response(500, "the server failed at this request");
    }

    static Optional<Response> timeout(boolean tooLong) {
        return tooLong ? Optional.of(Problem.response(408, "the request did not arrive in time")) : Optional.empty();
    }

    private long earnedNanos() {
        return uploadedBytes * TimeUnit.SECONDS.toNanos(1) / MIN_UPLOAD_BYTES_PER_SECOND;
    }

    private void dispatch(Endpoint endpoint, String pattern, Map<String, String> variables) {
        var remote = (InetSocketAddress) ctx.channel().remoteAddress();
        var asked = new Request(
                head.method().name(),
                head.path(),
                pattern,
                variables,
                head.headers(),
                remote,
                secured(),
                Optional.empty(),
                new byte[0]);
        switch (judged(asked)) {
            case RequestGuard.Stopped(var response) -> answer(response);
            case RequestGuard.Passed(var bearer) -> {
                request = asked.by(bearer);
                dispatch(endpoint);
            }
        }
    }

    private RequestGuard.Verdict judged(Request asked) {
        try {
            return server.router().guard().judge(asked);
        } catch (RuntimeException e) {
            return new RequestGuard.Stopped(fault(e));
        }
    }

    private void dispatch(Endpoint endpoint) {
        switch (endpoint) {
            case Endpoint.AtOnce(var now) -> answerAtOnce(now.andThen(Route::done));
            case Endpoint.Soon(var soon) -> answerAtOnce(soon::answer);
            case Endpoint.Whole(var whole, var limit) ->
                awaitBody(whole, limit.orElse(server.limits().maxJsonBodyBytes()));
            case Endpoint.Streamed(var start) -> decide(start);
        }
    }

    private Secured secured() {
        return new Secured(Optional.ofNullable(ctx.pipeline().get(SslHandler.class))
                .map(handler -> handler.engine().getSession()));
    }

    private void answerAtOnce(Function<Request, CompletionStage<Response>> now) {
        if (head.hasBody()) {
            answer(Problem.response(413, "no body is taken here"));
            return;
        }
        try {
            answerWhenKnown(now.apply(request).toCompletableFuture());
        } catch (RuntimeException e) {
            answer(fault(e));
        }
    }

    private void answerWhenKnown(CompletableFuture<Response> response) {
        if (response.isDone()) {
            answer(response.join());
        } else {
            var unused = response.whenComplete((known, fault) -> answerLater(fault == null ? known : fault(fault)));
        }
    }

    private void awaitBody(Route whole, int limit) {
        if (head.lengthBytes() > limit) {
            answer(tooLarge(limit));
            return;
        }
        to(Stage.BODY);
        route = whole;
        maxBodyBytes = limit;
        body = new ByteArrayOutputStream();
        continueIfExpected();
        ctx.read();
    }

    private void collect(ByteBuf content, boolean last) {
        if (body.size() + content.readableBytes() > maxBodyBytes) {
            answer(tooLarge(maxBodyBytes));
            return;
        }
        if (!server.holdBody(content.readableBytes())) {
            answer(Problem.response(503, "too much is being sent at once").with("Retry-After", "1"));
            return;
        }
        heldBytes += content.readableBytes();
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        body.writeBytes(bytes);
        if (last) {
            callRoute();
        } else {
            ctx.read();
        }
    }

    private void callRoute() {
        to(Stage.ANSWERING);
        var whole = request.withBody(body.toByteArray());
        work(() -> route.answer(whole)
                .whenComplete((response, fault) -> answerLater(fault == null ? response : fault(fault))));
    }

    private void decide(Upload.Start start) {
        to(Stage.DECIDING);
        work(() -> {
            var upload = start.begin(request);
            ctx.executor().execute(() -> decided(upload));
        });
    }

    private void decided(Upload upload) {
        switch (upload) {
            case Upload.Answered(var response) -> answer(response);
            case Upload.Taken(var sink) -> take(sink);
        }
    }

    private void take(Upload.Sink sink) {
        var ending = new BodyPump.Ending<Response>() {
            @Override
            public void finished(Response response) {
                answerLater(response);
            }

            @Override
            public void failed(Exception why) {
                answerLater(sink.failed(why));
            }
        };
        pump = new BodyPump<>(ctx.executor(), server.threads().workers(), sink, this::pull, ending);
        if (stage == Stage.ANSWERED) {
            pump.abort();
            return;
        }
        to(Stage.UPLOAD);
        continueIfExpected();
        ctx.read();
    }

    private void pump(ByteBuf content, boolean last) {
        uploadedBytes += content.readableBytes();
        pump.offer(content.retain());
        if (last) {
            to(Stage.ANSWERING);
            pump.complete();
        } else {
            pull();
        }
    }

    private void pull() {
        if (stage == Stage.UPLOAD && pump.hasRoom()) {
            ctx.read();
        }
    }

    private void continueIfExpected() {
        if (head.expectsContinue() && head.hasBody()) {
            var unused = ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    /** Runs what may wait on a worker; whatever it throws is our own fault. */
    private void work(Runnable task) {
        try {
            server.threads().workers().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    answerLater(fault(e));
                }
            });
        } catch (RejectedExecutionException e) {
            answer(Problem.response(503, "too much work waiting").with("Retry-After", "1"));
        }
    }

    private void answerLater(Response response) {
        ctx.executor().execute(() -> answer(response));
    }

    private void to(Stage next) {
        stage = next;
        stageNanos = System.nanoTime();
    }

    private static Response tooLarge(int limit) {
        return Problem.response(413, "a body of at most " + limit + " bytes is taken here");
    }
}
