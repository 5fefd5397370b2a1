package dev.patchwave.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.channels.ClosedChannelException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes one {@link Response}: head, then bytes at once or a file at the uplink's pace. On the channel's event loop. */
final class ResponseSender {
    /** RFC 9110 5.6.7; Java's own RFC 1123 format leaves out the leading zero of a day. */
    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final Channel channel;
    private final Response response;
    private final Consumer<Throwable> ended;
    private final FileSender file;
    private final ReadFloor floor = new ReadFloor(System.nanoTime());
    private long progressNanos = System.nanoTime();
    private boolean over;

    /** @param ended told once, with null when all has left */
    ResponseSender(Channel channel, Uplink uplink, Response response, Consumer<Throwable> ended) {
        this.channel = channel;
        this.response = response;
        this.ended = ended;
        this.file = response.body() instanceof Response.Body.File(var slice)
                ? new FileSender(channel, uplink, slice, this::progressed, this::bodyEnded)
                : null;
    }

    /** Tells those who wait for the end of a response that it will never be sent. */
    static void discard(Response response) {
        if (response.body() instanceof Response.Body.File(var slice)) {
            slice.sent().accept(0);
        }
    }

    /** @param headOnly leaves the body out, as for HEAD */
    void start(boolean headOnly, boolean keepAlive) {
        channel.write(head(keepAlive)).addListener((ChannelFuture written) -> {
            if (!written.isSuccess()) {
                abandon(written.cause());
            }
        });
        if (headOnly || !(response.body() instanceof Response.Body.File)) {
            writeBytes(headOnly);
        } else {
            file.start();
        }
    }

    /** When bytes last left, or were only waiting for the uplink. */
    long progressNanos() {
        return file != null && file.awaitsTurn() ? System.nanoTime() : progressNanos;
    }

    /** True when the other side took less than its limits ask of it since it was last asked that long ago; never for small answers. */
    boolean isReadTooSlowly(HttpLimits limits, long nowNanos) {
        return file != null && floor.isBelow(limits, file.sentBytes(), file.awaitsTurn(), nowNanos);
    }

    /** True while nothing can leave because it has not come to us yet. */
    boolean isStarving() {
        return file != null && file.isStarving();
    }

    /** The connection is gone. */
    void abandon(Throwable why) {
        if (file != null) {
            file.abandon(why);
        }
        end(why);
    }

    private HttpResponse head(boolean keepAlive) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        response.headers().forEach(head.headers()::add);
        head.headers().set(HttpHeaderNames.DATE, IMF_FIXDATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (response.status() != 204 && response.status() != 304) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().lengthBytes());
        }
        if (!keepAlive) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return head;
    }

    private void writeBytes(boolean headOnly) {
        if (headOnly) {
            Optional.ofNullable(file).ifPresent(FileSender::discard);
        } else if (response.body() instanceof Response.Body.Bytes(byte[] content) && content.length > 0) {
            var unused = channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(content)));
        }
        writeEnd();
    }

    private void bodyEnded(Throwable why) {
        if (why == null) {
            writeEnd();
        } else {
            end(why);
        }
    }

    private void writeEnd() {
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener((ChannelFuture written) -> end(written.isSuccess() ? null : written.cause()));
    }

    private void progressed() {
        progressNanos = System.nanoTime();
    }

    private void end(Throwable why) {
        if (!over) {
            over = true;
            ended.accept(why == null && !channel.isActive() ? new ClosedChannelException() : why);
        }
    }
}
