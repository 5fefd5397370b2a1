package dev.patchwave.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * One connection to another program: carries one {@link Call} at a time, and watches that the other side gets on with it. While an
 * answer draws to its end the next request is sent ahead (pipelining, RFC 9112 9.3.2), so that a long link has no gap between two.
 *
 * <p>While it is idle it keeps one read open, so that an end is noticed at once. On the channel's event loop, but for {@link #pull}
 * and {@link #abort}.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final long CONTINUE_PATIENCE_MILLIS = 1000; // RFC 9110 10.1.1: never wait for ever.

    private static final long QUIET_NANOS =
            100_000_000; // After which we look whether something is there that we did not wait for.

    /** Each looks like progress (RFC 9110 15.2). */
    private static final int MAX_INFORMATIONAL_ANSWERS = 16;

    private final ConnectionPool pool;
    private final Call.Target target;
    private final FetcherLimits limits;
    private final ReceiveLowWater lowWater;
    private ChannelHandlerContext ctx;
    private Call call;
    private Call ahead; // Sent already, and answered after the call.
    private final Pace pace = new Pace();
    private int calls;
    private boolean answered;
    private boolean informational;
    private int informationals;
    private boolean keepAlive;
    private boolean requestSent;
    private boolean awaitsContinue;
    private FileSender sender;
    private long progressNanos = System.nanoTime();
    private long windowNanos = System.nanoTime();
    private long windowBytes;

    ClientConnection(ConnectionPool pool, Call.Target target, FetcherLimits limits) {
        this.pool = pool;
        this.target = target;
        this.limits = limits;
        this.lowWater = new ReceiveLowWater(this::usefulBytes, target.encrypted());
    }

    /** The handler that belongs in front of all others. */
    ReceiveLowWater lowWater() {
        return lowWater;
    }

    Call.Target target() {
        return target;
    }

    Channel channel() {
        return ctx.channel();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        long millis =
                Math.clamp(Math.min(limits.stall().toMillis(), limits.idle().toMillis()) / 8, 5, 1000);
        var watch = ctx.executor().scheduleWithFixedDelay(this::watch, millis, millis, TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> watch.cancel(false));
    }

    /** Sends a call, on the event loop. One that finds its reused connection dead goes to a fresh one. */
    void start(Call next) {
        expect(next);
        requestSent = false;
        pace.asked(System.nanoTime());
        if (!next.taker().started(this)) {
            call = null;
            pool.idle(this);
        } else if (!ctx.channel().isActive()) {
            fail(new Failure.Unreachable("the connection to " + target + " ended"));
        } else {
            send();
            ctx.read();
        }
    }

    /** Its request has been sent ahead. */
    private void adopt(Call next) {
        expect(next);
        requestSent = true;
        if (!next.taker().started(this)) {
            call = null;
            close(); // Its answer comes all the same.
        } else {
            ctx.read();
        }
    }

    private void expect(Call next) {
        call = next;
        calls++;
        answered = false;
        informational = false;
        informationals = 0;
        progressed();
        restartWindow();
        lowWater.restart();
    }

    /** Reads on after {@link Call.Taker#hasRoom} was false. Any thread. */
    void pull() {
        ctx.executor().execute(() -> {
            if (call != null && call.taker().hasRoom()) {
                restartWindow();
                progressed();
                ctx.read();
            }
        });
    }

    /** Gives up whatever this taker waits for, without telling it. Any thread. */
    void abort(Call.Taker taker) {
        ctx.executor().execute(() -> {
            if (call != null && call.taker().equals(taker)) {
                call = null;
                close();
            }
        });
    }

    void close() {
        var unused = ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (call == null) {
                close(); // Nobody asked.
            } else if (message instanceof HttpObject part) {
                read(part);
            }
        } catch (RemoteViolation e) {
            fail(new Failure.Violation(e.getMessage()));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        abandonSender();
        if (call != null) {
            fail(new Failure.Unreachable("the connection to " + target + " ended in the middle"));
        }
        pool.closed(this);
        sendElsewhere();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (call == null) {
            close();
        } else if (cause instanceof DecoderException && !(cause.getCause() instanceof SSLException)) {
            fail(new Failure.Violation(target + " does not speak HTTP: " + cause.getMessage()));
        } else {
            fail(new Failure.Unreachable("the connection to " + target + " broke: " + cause.getMessage()));
        }
    }

    private void send() {
        switch (call.body()) {
            case Call.Body.Bytes(byte[] content) -> {
                requestSent = true;
                write(CallMessage.whole(call, content));
            }
            case Call.Body.File file -> {
                awaitsContinue = true;
                write(CallMessage.head(call, file.lengthBytes()));
                var asked = call;
                var unused =
                        ctx.executor().schedule(() -> sendFile(asked), CONTINUE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Before the other side has sent the last byte of this answer, so that it goes on at once with the next. */
    private void sendAhead() {
        boolean mayFollow = keepAlive && requestSent && ctx.channel().isActive();
        if (ahead == null && mayFollow && pace.isNearItsEnd(System.nanoTime())) {
            pool.nextFor(this).ifPresent(next -> {
                ahead = next;
                var unused =
                        ctx.writeAndFlush(CallMessage.whole(next, new byte[0])); // Where it fails the connection ends.
            });
        }
    }

    private void sendElsewhere() {
        var unanswered = ahead;
        ahead = null;
        if (unanswered != null) {
            pool.again(unanswered);
        }
    }

    private void write(Object message) {
        ctx.writeAndFlush(message).addListener((ChannelFuture written) -> {
            if (!written.isSuccess() && call != null) {
                exceptionCaught(ctx, written.cause());
            }
        });
    }

    private void sendFile(Call asked) {
        if (!asked.equals(call) || !awaitsContinue || !(asked.body() instanceof Call.Body.File file)) {
            return;
        }
        awaitsContinue = false;
        try {
            sender = new FileSender(
                    ctx.channel(), file.uplink(), file.opener().open(), this::progressed, why -> fileSent(asked, why));
            sender.start();
        } catch (IOException e) {
            fail(new Failure.Unreachable("our own file cannot be read: " + e.getMessage()));
        }
    }

    private void fileSent(Call asked, Throwable why) {
        sender = null;
        if (asked.equals(call) && why == null) {
            requestSent = true;
            progressed();
            write(LastHttpContent.EMPTY_LAST_CONTENT);
        } else if (asked.equals(call)) {
            exceptionCaught(ctx, why);
        }
    }

    private void read(HttpObject part) throws RemoteViolation {
        progressed();
        if (part.decoderResult().isFailure()) {
            throw new RemoteViolation(target + " does not speak HTTP: "
                    + part.decoderResult().cause().getMessage());
        }
        if (part instanceof HttpResponse head) {
            readHead(head);
        } else if (part instanceof HttpContent content) {
            readBody(content);
        }
        if (call == null || call.taker().hasRoom()) {
            ctx.read();
        }
    }

    private void readHead(HttpResponse head) throws RemoteViolation {
        informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (informational) {
            informationals++;
            if (informationals > MAX_INFORMATIONAL_ANSWERS) {
                throw new RemoteViolation(target + " says again and again that an answer will come");
            }
            sendFile(call);
            return;
        }
        answered = true;
        awaitsContinue = false;
        keepAlive = HttpUtil.isKeepAlive(head) && head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        restartWindow();
        pace.answered(System.nanoTime(), length(head));
        call.taker().head(head.status().code(), Headers.of(head.headers()), length(head));
    }

    private long length(HttpResponse head) throws RemoteViolation {
        try {
            return HttpUtil.isTransferEncodingChunked(head) ? -1 : HttpUtil.getContentLength(head, -1L);
        } catch (NumberFormatException e) {
            throw new RemoteViolation(target + " sent a Content-Length that is no number");
        }
    }

    private void readBody(HttpContent content) throws RemoteViolation {
        boolean last = content instanceof LastHttpContent;
        if (informational) {
            informational = !last;
            return;
        }
        windowBytes += content.content().readableBytes();
        pace.came(content.content().readableBytes());
        call.taker().body(content.content());
        if (call == null) {
            return;
        }
        if (last) {
            finish();
        } else {
            sendAhead();
        }
    }

    private void finish() {
        var done = call;
        call = null;
        boolean reusable = keepAlive && requestSent && ctx.channel().isActive();
        var next = ahead;
        abandonSender();
        done.taker().complete();
        if (!reusable) {
            close();
        } else if (next != null) {
            ahead = null;
            adopt(next);
        } else {
            pool.idle(this);
        }
    }

    private void fail(Failure why) {
        var failed = call;
        call = null;
        if (failed == null) {
            return;
        }
        boolean stale = calls > 1 && !answered && why instanceof Failure.Unreachable;
        close();
        abandonSender();
        if (stale) {
            pool.again(failed);
        } else {
            failed.taker().broken(why);
        }
    }

    private void abandonSender() {
        if (sender != null) {
            sender.abandon(new IOException("no longer wanted"));
        }
    }

    private void progressed() {
        progressNanos = System.nanoTime();
    }

    private void restartWindow() {
        windowNanos = System.nanoTime();
        windowBytes = 0;
    }

    private void watch() {
        long now = System.nanoTime();
        if (call == null) {
            if (now - progressNanos > limits.idle().toNanos()) {
                close();
            }
        } else if ((sender != null && sender.awaitsTurn()) || DownlinkGate.holdsUp(ctx.channel())) {
            progressed();
            restartWindow();
        } else if (call.taker().hasRoom()) { // Else it is our own disk that is slow.
            watchRemote(now);
        }
    }

    private int usefulBytes() {
        return call != null && answered ? call.taker().usefulBytes() : 1;
    }

    private void watchRemote(long now) {
        if (now - progressNanos > QUIET_NANOS) {
            lowWater.relax(ctx.channel());
        }
        var patience = call.taker().patience(limits);
        if (now - progressNanos > patience.toNanos()) {
            fail(new Failure.Slow(target + " sent nothing for " + patience.toMillis() + " ms"));
        } else if (answered && now - windowNanos > limits.floorWindow().toNanos()) {
            long windowMillis = limits.floorWindow().toMillis();
            if (windowBytes < limits.floorBytesPerSecond() * windowMillis / 1000) {
                fail(new Failure.Slow(target + " sent only " + windowBytes + " bytes in " + windowMillis + " ms"));
            }
            restartWindow();
        }
    }
}
