package dev.patchwave.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * What a route answers. {@code Content-Length}, {@code Date} and {@code Connection} are added by the server.
 *
 * <p>Immutable, but for the body bytes, which the caller hands over for good.
 */
public final class Response {
    private static final Body EMPTY = new Body.Bytes(new byte[0]);

    private final int status;
    private final Headers headers;
    private final Body body;

    Response(int status, Headers headers, Body body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Without a body. */
    public static Response empty(int status) {
        return new Response(status, Headers.NONE, EMPTY);
    }

    /** Of JSON bytes. */
    public static Response json(int status, byte[] json) {
        return bytes(status, "application/json", json);
    }

    /** Of any media type. */
    public static Response bytes(int status, String contentType, byte[] body) {
        return new Response(status, Headers.of("Content-Type", contentType), new Body.Bytes(body));
    }

    /** Of plain text in UTF-8. */
    public static Response text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The head of an answer whose body would be that long: for HEAD. */
    static Response described(int status, long lengthBytes) {
        return new Response(status, Headers.NONE, new Body.Described(lengthBytes));
    }

    /** Of bytes of a file, sent without a copy and paced. */
    static Response file(int status, FileSlice slice) {
        return new Response(status, Headers.NONE, new Body.File(slice));
    }

    /**
     * Of a whole file, sent without a copy and paced like segments.
     *
     * @param file open for reading; closed here when the answer has left, or never will
     * @throws IOException when its size cannot be read; then the file stays the caller's
     */
    public static Response file(int status, String contentType, FileChannel file) throws IOException {
        var slice = new FileSlice(file, 0, file.size(), sent -> close(file));
        return file(status, slice).with("Content-Type", contentType);
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same, with somebody who hears once how many bytes of its body left: of a file in the end, on an event loop, fewer than all when
     * the connection ended or only the head was wanted; of bytes at once and on this thread, since they are handed to the network whole.
     */
    public Response heardBy(LongConsumer sent) {
        if (body instanceof Body.File(var slice)) {
            return new Response(status, headers, new Body.File(slice.heardBy(sent)));
        }
        sent.accept(body.lengthBytes());
        return this;
    }

    /** The same with one more header field. */
    public Response with(String name, String value) {
        return new Response(status, headers.with(name, value), body);
    }

    public int status() {
        return status;
    }

    public Headers headers() {
        return headers;
    }

    /** How long the body is, sent or not. */
    public long lengthBytes() {
        return body.lengthBytes();
    }

    Body body() {
        return body;
    }

    /** What follows the head. */
    sealed interface Body {
        long lengthBytes();

        @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
        record Bytes(byte[] content) implements Body {
            @Override
            public long lengthBytes() {
                return content.length;
            }
        }

        /** Not sent. */
        record Described(long lengthBytes) implements Body {}

        record File(FileSlice slice) implements Body {
            @Override
            public long lengthBytes() {
                return slice.lengthBytes();
            }
        }
    }
}
