package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class HttpServerTest {
    private static final HttpLimits LIMITS =
            new HttpLimits(3, 2, 200, 1000, 100, 1000, 50, 20, Duration.ofSeconds(20), 0);

    private final HttpThreads threads = HttpThreads.start("server", 1, 2);
    private final Uplink uplink = Uplink.unlimited();
    private final CompletableFuture<Response> late = new CompletableFuture<>();
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close(Duration.ofMillis(200));
        }
        threads.close();
    }

    @Test
    void aRouteGetsItsVariablesAndItsBody() throws Exception {
        try (var client = listen(LIMITS)) {
            client.send("POST /echo/a%20b HTTP/1.1", "Host: x", "Content-Length: 5", "")
                    .sendBytes(ascii("hello"));
            assertEquals("a b: hello", client.receive().text());

            client.send("POST /echo/c HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "")
                    .send("2", "he", "3", "llo", "0", "");
            assertEquals("c: hello", client.receive().text());

            client.send("POST /echo/d HTTP/1.1", "Host: x", "Content-Length: 2", "Expect: 100-continue", "");
            assertEquals(100, client.receive().status());
            assertEquals("d: ok", client.sendBytes(ascii("ok")).receive().text());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /nothing HTTP/1.1^Host: x^^ | 404",
                "GET /%zz HTTP/1.1^Host: x^^ | 400",
                "POST /hello HTTP/1.1^Host: x^Content-Length: 0^^ | 405",
                "BREW /hello HTTP/1.1^Host: x^^ | 405",
                "GET /hello HTTP/1.1^^ | 400",
                "GET /hello HTTP/1.1^Host: x^Host: y^^ | 400",
                "GET hello HTTP/1.1^Host: x^^ | 400",
                "GET /hello HTTP/2.0^Host: x^^ | 505",
                "GET /hello HTTP/1.1^Host: x^Expect: wonders^^ | 417",
                "GET /hello HTTP/1.1^Host: x^Content-Length: 3^^abc | 413",
                "POST /echo/a HTTP/1.1^Host: x^Content-Length: 101^^ | 413",
                "POST /echo/a HTTP/1.1^Host: x^Content-Length: -1^^ | 400",
                "POST /echo/a HTTP/1.1^Host: x^Content-Length: many^^ | 400",
                "POST /echo/a HTTP/1.1^Host: x^Content-Length: 3^Content-Length: 4^^ | 400",
                "POST /echo/a HTTP/1.1^Host: x^Transfer-Encoding: chunked^^zz^^ | 400",
                "rubbish^^ | 400",
                "GET /throws HTTP/1.1^Host: x^^ | 500",
                "GET /fails HTTP/1.1^Host: x^^ | 500",
            })
    void whatCannotBeAnsweredIsAProblem(String request, int status) throws Exception {
        try (var client = listen(LIMITS)) {
            var reply = client.sendBytes(ascii(request.replace("^", "\r\n"))).receive();

            assertEquals(status, reply.status());
            assertEquals("application/problem+json", reply.header("Content-Type"));
            assertTrue(reply.text().contains("\"status\":" + status), reply.text());
        }
    }

    @Test
    void theAllowedMethodsAreNamed() throws Exception {
        try (var client = listen(LIMITS)) {
            client.send("DELETE /hello HTTP/1.1", "Host: x", "");
            assertEquals("GET, HEAD", client.receive().header("Allow"));
        }
    }

    @Test
    void headsThatAreTooLongAreRefused() throws Exception {
        try (var client = listen(LIMITS);
                var other = new RawClient(server.address())) {
            assertEquals(414, client.get("/" + "x".repeat(300)).status());
            assertEquals(431, other.get("/hello", "X: " + "x".repeat(2000)).status());
        }
    }

    @Test
    void aBodyThatTurnsOutTooLongIsRefusedAndTheAnswerArrives() throws Exception {
        try (var client = listen(LIMITS)) {
            client.send("POST /echo/a HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "");
            for (int i = 0; i < 20; i++) {
                client.send("a", "0123456789");
            }
            var reply = client.receive();

            assertEquals(413, reply.status());
            assertEquals("close", reply.header("Connection"));
            assertTrue(client.isEnded());
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInOrder() throws Exception {
        try (var client = listen(LIMITS)) {
            var ahead = new StringBuilder();
            for (int i = 0; i < 15; i++) {
                ahead.append("POST /echo/").append(i).append(" HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n!");
            }
            client.sendBytes(ascii(ahead.toString()));

            for (int i = 0; i < 15; i++) {
                assertEquals(i + ": !", client.receive().text());
            }
        }
    }

    @Test
    void whoSendsTooManyAheadIsCutOff() throws Exception {
        try (var client = listen(LIMITS)) {
            client.sendBytes(ascii("GET /late HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100)));

            assertTrue(client.isEnded());
        }
    }

    @Test
    void aConnectionEndsAfterItsShareOfRequests() throws Exception {
        try (var client = listen(LIMITS)) {
            for (int i = 1; i < 50; i++) {
                assertEquals("", client.get("/hello").header("Connection"));
            }
            assertEquals("close", client.get("/hello").header("Connection"));
            assertTrue(client.isEnded());
        }
    }

    @Test
    void halfClosedClientsStillGetTheirAnswer() throws Exception {
        try (var client = listen(LIMITS)) {
            client.send("GET /late HTTP/1.1", "Host: x", "");
            client.endOutput();
            await().until(() -> server.requestsInFlight() == 1);

            late.complete(Response.text(200, "at last"));

            assertEquals("at last", client.receive().text());
            assertTrue(client.isEnded());
        }
    }

    @Test
    void oneConnectionTooManyIsToldToComeAgain() throws Exception {
        try (var first = listen(LIMITS);
                var second = new RawClient(server.address());
                var third = new RawClient(server.address())) {
            first.get("/hello");
            second.get("/hello");
            third.get("/hello");
            try (var fourth = new RawClient(server.address())) {
                assertEquals(503, fourth.receive().status());
            }
        }
    }

    @Test
    void oneRequestTooManyIsToldToComeAgain() throws Exception {
        try (var first = listen(LIMITS);
                var second = new RawClient(server.address());
                var third = new RawClient(server.address())) {
            first.send("GET /late HTTP/1.1", "Host: x", "");
            second.send("GET /late HTTP/1.1", "Host: x", "");
            await().until(() -> server.requestsInFlight() == 2);

            var refused = third.get("/hello");

            assertEquals(503, refused.status());
            assertEquals("1", refused.header("Retry-After"));
            late.complete(Response.text(200, "x"));
            assertEquals(200, first.receive().status());
            assertEquals(200, second.receive().status());
            assertEquals(200, third.get("/hello").status());
            await().until(() -> server.requestsInFlight() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello HTT",
                "GET /hello HTTP/1.1\r\nHost: x\r\n",
                "POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"
            })
    void whoDoesNotFinishIsTimedOut(String start) throws Exception {
        try (var client = listen(LIMITS.withIdle(Duration.ofMillis(100)))) {
            assertEquals(408, client.sendBytes(ascii(start)).receive().status());
            assertTrue(client.isEnded());
        }
    }

    @Test
    void whoSaysNothingIsLetGo() throws Exception {
        try (var client = listen(LIMITS.withIdle(Duration.ofMillis(100)))) {
            assertTrue(client.isEnded());
        }
    }

    @Test
    void bodyBytesThatCameLaterAreNoUnfinishedRequest() throws Exception {
        try (var client = listen(LIMITS.withIdle(Duration.ofMillis(100)))) {
            client.send("POST /echo/a HTTP/1.1", "Host: x", "Content-Length: 2", "Expect: 100-continue", "");
            assertEquals(100, client.receive().status());
            assertEquals("a: ok", client.sendBytes(ascii("ok")).receive().text());

            assertTrue(client.isEnded(), "let go like any idle connection, without a 408");
        }
    }

    @Test
    void aRouteThatNeverAnswersIsAnsweredFor() throws Exception {
        try (var client = listen(LIMITS.withIdle(Duration.ofMillis(50)))) {
            assertEquals(503, client.get("/late").status());
            late.complete(Response.text(200, "too late"));
            assertEquals("hello", client.get("/hello").text());
        }
    }

    @Test
    void thePortInUseIsNamed() throws Exception {
        try (var client = listen(LIMITS)) {
            var problem = assertThrows(
                    IOException.class, () -> HttpServer.start(server.address(), threads, LIMITS, new Router(), uplink));

            assertTrue(
                    problem.getMessage()
                            .contains("127.0.0.1:" + server.address().getPort()),
                    problem.getMessage());
            assertTrue(problem.getMessage().contains("in use"), problem.getMessage());
            assertEquals(200, client.get("/hello").status());
        }
    }

    @Test
    void closingLetsAnswersUnderWayFinish() throws Exception {
        try (var client = listen(LIMITS);
                var idle = new RawClient(server.address())) {
            idle.get("/hello");
            client.send("GET /late HTTP/1.1", "Host: x", "");
            await().until(() -> server.requestsInFlight() == 1);

            var closing = CompletableFuture.runAsync(() -> server.close(Duration.ofSeconds(10)));
            assertTrue(idle.isEnded());
            late.complete(Response.text(200, "at last"));

            assertEquals("at last", client.receive().text());
            closing.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void itWorksWithoutEpollToo() throws Exception {
        try (var nio = HttpThreads.start("nio", 1, 1, Dscp.DEFAULT, false);
                var plain = HttpServer.start(ServerFixture.ANY_PORT, nio, LIMITS, router(), uplink);
                var client = new RawClient(plain.address())) {
            assertEquals("hello", client.get("/hello").text());
        }
    }

    @Test
    void anyBytesAtAllLeaveTheServerStanding() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var good = ascii("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        listen(LIMITS.withIdle(Duration.ofMillis(200))).close();
        for (int round = 0; round < 200; round++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try (var client = new RawClient(server.address())) {
                client.sendBytes(bytes);
                if (round % 2 == 0) {
                    client.endOutput();
                }
            }
        }
        await().alias("seed " + seed).until(() -> server.connections() == 0 && server.requestsInFlight() == 0);
        try (var client = new RawClient(server.address())) {
            assertArrayEquals(ascii("hello"), client.get("/hello").body(), "seed " + seed);
        }
    }

    /** Starts the server and connects. */
    private RawClient listen(HttpLimits limits) throws IOException {
        server = HttpServer.start(ServerFixture.ANY_PORT, threads, limits, router(), uplink);
        return new RawClient(server.address());
    }

    private Router router() {
        return new Router()
                .get("/hello", request -> Route.done(Response.text(200, "hello")))
                .get("/late", request -> late)
                .get("/throws", request -> {
                    throw new IllegalStateException("on purpose");
                })
                .get("/fails", request -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")))
                .post(
                        "/echo/{word}",
                        request -> Route.done(Response.text(
                                200,
                                request.variable("word") + ": " + new String(request.body(), StandardCharsets.UTF_8))));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
