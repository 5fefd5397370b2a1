package dev.patchwave.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's decoder, but for a request with both Content-Length and Transfer-Encoding: Netty believes the latter and takes the former away.
 * Somebody on the way here may have believed the other one, and would see another request where we see a body, so it is refused
 * (RFC 9112 6.1 and 11.2).
 */
final class RequestDecoder extends HttpRequestDecoder {
    RequestDecoder(HttpLimits limits, int maxChunkBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(maxChunkBytes));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
