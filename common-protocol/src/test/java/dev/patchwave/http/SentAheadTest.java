package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that leave before the answer to the one before has ended (RFC 9112 9.3.2); the test itself is the holder. */
class SentAheadTest extends FetcherScene {
    private static final Patch PATCH = Patch.of(4, 256 << 10);
    private static final Duration STALL = Duration.ofSeconds(5);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int TAIL_BYTES = 32 << 10;

    private HttpFetcher narrow;
    private ServerSocket listener;

    SentAheadTest() {
        super(PATCH, STALL);
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        narrow = new HttpFetcher(
                threads,
                FetcherLimits.DEFAULT.withStall(STALL).withMaxConnectionsPerHolder(1),
                Optional.of(new HolderId("p-narrow")));
    }

    @AfterEach
    void close() throws IOException {
        narrow.close();
        listener.close();
    }

    @Test
    void theNextRequestComesBeforeTheAnswerHasEnded() throws Exception {
        var first = fetch(0);
        try (var asked = accept()) {
            var second = fetch(1);
            int sent = asked.sendUntilTheNextRequestComes(0);

            asked.send(0, sent, PATCH.segment(0).length);
            asked.answer(1);

            assertStored(0, first);
            assertStored(1, second);
        }
    }

    @Test
    void whatTheOtherSideNeverAnswersIsAskedAgain() throws Exception {
        var first = fetch(0);
        var second = closeAfterTheNextRequest(true);

        assertStored(0, first);
        assertServedAnew(1, second);
    }

    @Test
    void whatWasSentAheadOfABrokenAnswerIsAskedAgain() throws Exception {
        var first = fetch(0);
        var second = closeAfterTheNextRequest(false);

        assertInstanceOf(FetchOutcome.Unreachable.class, outcome(first));
        assertServedAnew(1, second);
    }

    @Test
    void whatWasSentAheadOfACancelledFetchIsAskedAgain() throws Exception {
        var first = fetch(0);
        try (var asked = accept()) {
            var second = fetch(1);
            asked.sendUntilTheNextRequestComes(0);

            first.cancel();

            assertInstanceOf(FetchOutcome.Cancelled.class, outcome(first));
            assertServedAnew(1, second);
        }
    }

    @Test
    void anAnswerThatIsNoLongerWantedEndsTheConnection() throws Exception {
        var first = fetch(0);
        try (var asked = accept()) {
            var second = fetch(1);
            int sent = asked.sendUntilTheNextRequestComes(0);

            second.cancel();
            asked.send(0, sent, PATCH.segment(0).length);

            assertStored(0, first);
            assertInstanceOf(FetchOutcome.Cancelled.class, outcome(second));
            assertEquals(-1, asked.socket.getInputStream().read());
        }
        assertServedAnew(1, fetch(1));
    }

    @Test
    void aReportDoesNotWaitForSegments() throws Exception {
        var first = fetch(0);
        try (var asked = accept()) {
            var second = fetch(1);
            var report = narrow.post(uri(), new byte[] {'1'}, 10);
            try (var reported = accept()) {
                reported.socket.getInputStream().readNBytes(1);
                reported.socket.getOutputStream().write(ascii("HTTP/1.1 204 No Content\r\n\r\n"));
                assertInstanceOf(HttpReply.Answered.class, report.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));

                int sent = asked.sendUntilTheNextRequestComes(0);
                asked.send(0, sent, PATCH.segment(0).length);
                asked.answer(1);

                assertStored(0, first);
                assertStored(1, second);
            }
        }
    }

    private Fetch closeAfterTheNextRequest(boolean answersTheFirst) throws IOException {
        try (var asked = accept()) {
            var second = fetch(1);
            int sent = asked.sendUntilTheNextRequestComes(0);
            if (answersTheFirst) {
                asked.send(0, sent, PATCH.segment(0).length);
            }
            return second;
        }
    }

    private void assertServedAnew(int segment, Fetch fetch) throws Exception {
        try (var asked = accept()) {
            asked.answer(segment);
            assertStored(segment, fetch);
        }
    }

    private static void assertStored(int segment, Fetch fetch) throws Exception {
        assertEquals(new FetchOutcome.Stored(PATCH.segment(segment).length, false), outcome(fetch));
    }

    private static FetchOutcome outcome(Fetch fetch) throws Exception {
        return fetch.outcome().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Fetch fetch(int segment) {
        var holder = new Holder(new HolderId("holder"), HolderKind.OWN_CACHE, uri());
        return narrow.fetchSegment(holder, held, segment, FetchListener.NONE);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The next connection, whose first request has been read. */
    private Asked accept() throws IOException {
        var socket = listener.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        var asked = new Asked(socket);
        asked.request();
        return asked;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private record Asked(Socket socket) implements AutoCloseable {
        /** Reads a head. */
        String request() throws IOException {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int one = socket.getInputStream().read();
                assertTrue(one >= 0, "the connection ended");
                head.append((char) one);
            }
            return head.toString();
        }

        void answer(int segment) throws IOException {
            send(segment, 0, PATCH.segment(segment).length);
        }

        void send(int segment, int from, int to) throws IOException {
            byte[] bytes = PATCH.segment(segment);
            var out = socket.getOutputStream();
            if (from == 0) {
                out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n"));
            }
            out.write(bytes, from, to - from);
        }

        /** Then sends no more, and has read it. How much was sent: never all. */
        int sendUntilTheNextRequestComes(int segment) throws IOException {
            var sent = new int[] {PATCH.segment(segment).length - TAIL_BYTES};
            send(segment, 0, sent[0]);
            await().until(() -> {
                send(segment, sent[0], ++sent[0]);
                return socket.getInputStream().available() > 0;
            });
            assertTrue(request().startsWith("GET "));
            return sent[0];
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
