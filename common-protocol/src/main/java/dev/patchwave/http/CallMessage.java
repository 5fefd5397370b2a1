package dev.patchwave.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** A call as it is written on a connection (RFC 9112 3). */
final class CallMessage {
    private CallMessage() {}

    static HttpRequest whole(Call call, byte[] content) {
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, call.method(), target(call), Unpooled.wrappedBuffer(content));
        describe(call, request);
        if (content.length > 0) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        }
        return request;
    }

    /** Its content follows once the other side says that it wants it (RFC 9110 10.1.1). */
    static HttpRequest head(Call call, long lengthBytes) {
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, call.method(), target(call));
        request.headers().set(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
        describe(call, request);
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, lengthBytes);
        return request;
    }

    private static void describe(Call call, HttpRequest request) {
        call.headers().forEach(request.headers()::add);
        request.headers().set(HttpHeaderNames.HOST, call.target().toString());
    }

    private static String target(Call call) {
        var path = call.uri().getRawPath();
        var query = call.uri().getRawQuery();
        return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }
}
