package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever comes as the head of an HTTP request, or in its fields. */
class HttpFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    private static final long TOTAL_BYTES = 1_000_003;
    private static final Representation PATCH =
            new Representation(0, TOTAL_BYTES, Digest.of(new byte[] {1}), "application/octet-stream", Optional.empty());

    private final Router router = new Router()
            .get("/v1/releases/{id}", HttpFuzzTest::done)
            .get("/v1/releases/{id}.meta4", HttpFuzzTest::done)
            .put("/v1/releases/{id}/segments/{n}", 1, HttpFuzzTest::done);

    @FuzzTest
    void range(byte[] input) {
        if (ByteRange.parse(Decoding.text(input), TOTAL_BYTES) instanceof ByteRange.Part part) {
            assertTrue(part.firstByte() >= 0 && part.lengthBytes() >= 1, part::toString);
            assertTrue(part.firstByte() + part.lengthBytes() <= TOTAL_BYTES, part::toString);
        }
    }

    @FuzzTest
    void conditions(byte[] input) {
        String text = Decoding.text(input);
        Headers headers =
                Headers.of("If-None-Match", text).with("If-Range", text).with("Range", "bytes=1-2");
        Request request = new Request("GET", "/", Map.of(), headers, from(), new byte[0]);
        Representation.isKnown(request, PATCH.entityTag());
        PATCH.range(request);
        assertTrue(Refusal.retryAfter(Headers.of("Retry-After", text)).toSeconds() >= 1);
    }

    @FuzzTest
    void path(byte[] input) {
        if (router.match("GET", "/" + Decoding.text(input))
                instanceof Router.Match.Found(var endpoint, var route, var variables)) {
            variables.values().forEach(value -> assertTrue(!value.isEmpty()));
            SegmentServer.release(new Request("GET", "/", variables, Headers.NONE, from(), new byte[0]));
        }
    }

    /** As the server reads it: decoder, head, route. */
    @FuzzTest
    void requestHead(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(HttpLimits.DEFAULT, 64 << 10));
        channel.writeInbound(Unpooled.copiedBuffer(input));
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                RequestHead head = RequestHead.of(request);
                assertTrue(head.path().startsWith("/"), head::path);
                router.match(head.method().name(), head.path());
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
    }

    /** Where one request ends and the next begins does not depend on how the bytes came, or somebody on the way sees other requests than we. */
    @FuzzTest
    void framing(byte[] input) {
        assertEquals(requests(input, input.length), requests(input, 1));
        assertEquals(requests(input, input.length), requests(input, 7));
    }

    @FuzzTest
    void chunkDigests(byte[] input) {
        Headers headers = Headers.of(ChunkDigests.HEADER, Decoding.text(input));
        Decoding.of(headers, RemoteViolation.class, fields -> ChunkDigests.read(fields, 3 * ChunkTree.CHUNK_BYTES))
                .flatMap(known -> known)
                .ifPresent(
                        tree -> assertEquals(tree, ChunkTree.fromBase64(3 * ChunkTree.CHUNK_BYTES, tree.toBase64())));
    }

    @FuzzTest
    void problem(byte[] input) {
        assertFalse(Problem.detail(503, input).isEmpty());
    }

    /** Method, path and body of each request that would be answered, up to the first that ends the connection. */
    private static List<String> requests(byte[] input, int pieceBytes) {
        var found = new ArrayList<String>();
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(HttpLimits.DEFAULT, 64 << 10));
        boolean over = false;
        for (int from = 0; from < input.length && !over; from += pieceBytes) {
            int length = Math.min(pieceBytes, input.length - from);
            channel.writeInbound(Unpooled.copiedBuffer(input, from, length));
            for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
                over = over || !add((HttpObject) part, found);
                ReferenceCountUtil.release(part);
            }
        }
        channel.finishAndReleaseAll();
        return found;
    }

    /** False when nothing behind it is read. */
    private static boolean add(HttpObject part, List<String> found) {
        if (part instanceof HttpRequest request) {
            RequestHead head = RequestHead.of(request);
            head.refusal().ifPresent(refused -> found.add("refused"));
            found.add(head.method() + " " + head.path() + " ");
            return head.refusal().isEmpty();
        }
        if (part.decoderResult().isFailure()) {
            found.add("malformed body");
            return false;
        }
        if (part instanceof HttpContent content && !found.isEmpty()) {
            found.add(found.removeLast() + content.content().toString(StandardCharsets.ISO_8859_1));
        }
        return true;
    }

    private static CompletionStage<Response> done(Request request) {
        return CompletableFuture.completedFuture(Response.empty(200));
    }

    private static InetSocketAddress from() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    }
}
