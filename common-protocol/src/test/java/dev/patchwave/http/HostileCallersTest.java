package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.HttpDoor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Those who want all of a server for themselves: connections, requests, memory or patience. */
@ExtendWith(LeakCheck.class)
class HostileCallersTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT.withIdle(Duration.ofSeconds(10));
    private static final int MANY_CONNECTIONS = 100_000;
    private static final int OFTEN = 1_000_000;
    private static final long LONG_NANOS = 5_000_000_000L;
    private static final long DRIP_NANOS = 20_000_000;
    private static final String POST = "POST /late HTTP/1.1\r\nHost: x\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
    private static final byte[] BODY = "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    private final HttpThreads threads = HttpThreads.start("server", 1, 2);
    private final Uplink uplink = Uplink.unlimited();
    private final List<RawClient> clients = new ArrayList<>();
    private final CompletableFuture<Response> late = new CompletableFuture<>();
    private HttpServer server;

    @AfterEach
    void stop() throws IOException {
        for (var client : clients) {
            client.close();
        }
        server.close(Duration.ofMillis(200));
        threads.close();
    }

    @Test
    void oneAddressHasOnlyItsShareOfConnections() throws Exception {
        start(LIMITS.withDoor(new HttpDoor(3, OFTEN)));
        for (int i = 0; i < 3; i++) {
            assertEquals(200, connect().get("/hello").status());
        }

        assertEquals(503, connect().receive().status());
        clients.getFirst().close();
        await().until(() -> server.connections() == 2);

        assertEquals(200, connect().get("/hello").status());
    }

    @Test
    void whoAsksTooOftenIsToldToComeAgainAndPaysWithItsConnection() throws Exception {
        start(LIMITS.withDoor(new HttpDoor(MANY_CONNECTIONS, 4)));
        var client = connect(); // Counts, like each request.
        int answered = 0;
        var refused = client.get("/hello");
        while (refused.status() == 200 && answered < 100) {
            answered++;
            refused = client.get("/hello");
        }

        assertTrue(answered >= 7, () -> "two seconds' worth are free, and more as time goes by");
        assertEquals(429, refused.status());
        assertEquals("1", refused.header("Retry-After"));
        assertTrue(client.isEnded());
        for (int i = 0; i < 20; i++) {
            connect();
        }
        assertEquals(429, clients.getLast().receive().status(), "connections count, too");
        await().pollInterval(Duration.ofMillis(600)) // For a connection and a request.
                .ignoreException(SocketException.class)
                .untilAsserted(() -> assertEquals(200, connect().get("/hello").status()));
    }

    @Test
    void bodiesOfAllTogetherTakeOnlySoMuchMemory() throws Exception {
        int held = Math.max(2 * BODY.length, HttpLimits.DEFAULT.maxManifestBytes());
        start(LIMITS.withMaxHeldBodyBytes(held));
        int fits = held / BODY.length;
        for (int i = 0; i < fits; i++) {
            connect()
                    .send("POST /late HTTP/1.1", "Host: x", "Content-Length: " + BODY.length, "")
                    .sendBytes(BODY);
        }
        await().until(() -> server.heldBodyBytes() == fits * BODY.length);

        var refused = connect()
                .send("POST /late HTTP/1.1", "Host: x", "Content-Length: " + BODY.length, "")
                .sendBytes(BODY)
                .receive();

        assertEquals(503, refused.status());
        assertEquals("1", refused.header("Retry-After"));
        late.complete(Response.empty(200));
        await().until(() -> server.heldBodyBytes() == 0);
        clients.forEach(HostileCallersTest::closeQuietly);
        await().until(() -> server.connections() == 0);
    }

    @Test
    void aBodyThatIsNeverFinishedGivesItsMemoryBack() throws Exception {
        start(LIMITS);
        var client = connect()
                .send("POST /late HTTP/1.1", "Host: x", "Content-Length: 100", "")
                .sendBytes(new byte[50]);
        await().until(() -> server.heldBodyBytes() == 50);

        client.close();

        await().until(() -> server.heldBodyBytes() == 0);
    }

    /** Something always comes, and never the end. */
    @Test
    void whoSendsDropByDropIsTimedOut() throws Exception {
        start(LIMITS.withIdle(Duration.ofMillis(300)));
        var dripping = new ArrayList<Thread>();
        long started = System.nanoTime();
        for (String[] request : List.of(
                new String[] {"", "\r\n"},
                new String[] {"GET /hello HTTP/1.1\r\n", "X: y\r\n"},
                new String[] {"GET /hello HTTP/1.1\r\nX: ", "y"},
                new String[] {POST + "Content-Length: 1000\r\n\r\n", "y"},
                new String[] {POST + CHUNKED, "1\r\ny\r\n"},
                new String[] {POST + CHUNKED + "1;", "y"},
                new String[] {POST + CHUNKED + "0\r\n", "X: y\r\n"})) {
            var client = connect().sendBytes(ascii(request[0]));
            dripping.add(Thread.ofVirtual().start(() -> drip(client, ascii(request[1]), started + LONG_NANOS)));
        }

        for (var client : clients) {
            assertEquals(408, client.receive().status());
            assertTrue(client.isEnded());
        }
        for (var thread : dripping) {
            thread.join();
        }
        assertTrue(System.nanoTime() - started < LONG_NANOS, "drops kept a connection alive");
    }

    private static void drip(RawClient client, byte[] drop, long untilNanos) {
        try {
            while (System.nanoTime() - untilNanos < 0) {
                client.sendBytes(drop);
                LockSupport.parkNanos(DRIP_NANOS);
            }
        } catch (IOException e) {
            // Cut off.
        }
    }

    @Test
    void headersWithoutEndAreCutOff() throws Exception {
        start(LIMITS);
        for (String[] request : List.of(
                new String[] {"GET /hello HTTP/1.1\r\nHost: x\r\n", "X: y\r\n"},
                new String[] {"GET /hello HTTP/1.1\r\nHost: x\r\nX: ", "yyyyyyyy"},
                new String[] {POST + CHUNKED + "1;", "yyyyyyyy"},
                new String[] {POST + CHUNKED + "0\r\n", "X: y\r\n"})) {
            var client = connect().sendBytes(ascii(request[0]));
            pour(client, ascii(request[1].repeat(1_000)));
        }

        await().until(() -> server.connections() == 0);
    }

    private static void pour(RawClient client, byte[] piece) {
        try {
            for (int i = 0; i < 200; i++) {
                client.sendBytes(piece);
            }
        } catch (IOException e) {
            // Cut off while it sends.
        }
    }

    @Test
    void whatIsCompressedStaysSo() throws Exception {
        start(LIMITS);
        var bomb = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bomb)) {
            zip.write(new byte[10_000_000]);
        }

        var echoed = connect()
                .send("POST /echo HTTP/1.1", "Host: x", "Content-Encoding: gzip", "Content-Length: " + bomb.size(), "")
                .sendBytes(bomb.toByteArray())
                .receive();

        assertArrayEquals(bomb.toByteArray(), echoed.body());
    }

    private void start(HttpLimits limits) throws IOException {
        var router = new Router()
                .get("/hello", request -> Route.done(Response.text(200, "hello")))
                .post("/echo", request -> Route.done(Response.bytes(200, "application/octet-stream", request.body())))
                .post("/late", request -> late);
        server = HttpServer.start(ServerFixture.ANY_PORT, threads, limits, router, uplink);
    }

    private RawClient connect() throws IOException {
        var client = new RawClient(server.address());
        clients.add(client);
        return client;
    }

    private static void closeQuietly(RawClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
