package dev.patchwave.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/**
 * The head of one request, checked by the rules of RFC 9112.
 *
 * @param lengthBytes of the body; -1 when it is chunked
 * @param refusal why the request cannot be answered in any other way; its connection is then beyond repair
 */
record RequestHead(
        HttpMethod method,
        String path,
        Headers headers,
        boolean keepAlive,
        long lengthBytes,
        boolean expectsContinue,
        Optional<Response> refusal) {
    private static final long CHUNKED = -1;

    static RequestHead of(HttpRequest request) {
        var refusal = refusal(request);
        boolean sound = refusal.isEmpty();
        return new RequestHead(
                request.method(),
                sound ? path(request.uri()) : "/",
                Headers.of(request.headers()),
                sound && request.protocolVersion().equals(HttpVersion.HTTP_1_1) && HttpUtil.isKeepAlive(request),
                sound ? length(request) : 0,
                sound && HttpUtil.is100ContinueExpected(request),
                refusal);
    }

    boolean hasBody() {
        return lengthBytes != 0;
    }

    boolean isChunked() {
        return lengthBytes == CHUNKED;
    }

    private static Optional<Response> refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(undecodable(request.decoderResult().cause()));
        }
        var version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(Problem.response(505, "this server speaks HTTP/1.1"));
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
            return Optional.of(Problem.response(400, "a request has exactly one Host field"));
        }
        if (!path(request.uri()).startsWith("/")) {
            return Optional.of(Problem.response(400, "the request target is no path"));
        }
        return expectation(request).or(() -> coding(request)).or(() -> badLength(request));
    }

    private static Response undecodable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line -> Problem.response(414, "the request line is too long");
            case TooLongHttpHeaderException fields -> Problem.response(431, "the header fields are too large");
            default -> Problem.response(400, "the request is malformed");
        };
    }

    private static Optional<Response> expectation(HttpRequest request) {
        var expect = request.headers().get(HttpHeaderNames.EXPECT);
        return expect == null || expect.equalsIgnoreCase("100-continue")
                ? Optional.empty()
                : Optional.of(Problem.response(417, "only 100-continue can be expected"));
    }

    /** Where the body ends must be beyond doubt: nothing but one {@code chunked} (RFC 9112 6.1), and that not by HTTP/1.0. */
    private static Optional<Response> coding(HttpRequest request) {
        var codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return Optional.of(Problem.response(400, "HTTP/1.0 has no Transfer-Encoding"));
        }
        return codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")
                ? Optional.empty()
                : Optional.of(Problem.response(501, "the only Transfer-Encoding known here is chunked"));
    }

    private static Optional<Response> badLength(HttpRequest request) {
        try {
            return length(request) >= CHUNKED
                    ? Optional.empty()
                    : Optional.of(Problem.response(400, "Content-Length is negative"));
        } catch (NumberFormatException e) {
            return Optional.of(Problem.response(400, "Content-Length is no number"));
        }
    }

    private static long length(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) ? CHUNKED : HttpUtil.getContentLength(request, 0L);
    }

    /** The path of an origin-form or absolute-form target (RFC 9112 3.2). */
    private static String path(String target) {
        var path = target;
        int scheme = target.indexOf("://");
        if (!target.startsWith("/") && scheme > 0) {
            int slash = target.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : target.substring(slash);
        }
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
