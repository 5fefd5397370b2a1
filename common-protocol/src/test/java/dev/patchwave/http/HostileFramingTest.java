package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that one reader would end elsewhere than another (request smuggling), and paths that mean something else than they say. */
@ExtendWith(LeakCheck.class)
class HostileFramingTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT.withIdle(Duration.ofSeconds(5));

    private final HttpThreads threads = HttpThreads.start("server", 1, 2);
    private final Uplink uplink = Uplink.unlimited();
    private final AtomicInteger smuggled = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        var router = new Router()
                .post("/v1/{word}", request -> Route.done(Response.text(200, request.variable("word"))))
                .get("/v1/{word}", request -> Route.done(Response.text(200, request.variable("word"))))
                .get("/smuggled", request -> {
                    smuggled.incrementAndGet();
                    return Route.done(Response.text(200, "smuggled"));
                });
        server = HttpServer.start(ServerFixture.ANY_PORT, threads, LIMITS, router, uplink);
    }

    @AfterEach
    void stop() {
        server.close(Duration.ofMillis(200));
        threads.close();
    }

    /** Behind each stands a request that is seen only by a reader who ends the body elsewhere. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 5^Transfer-Encoding: chunked^^0^^ | 400",
                "Transfer-Encoding: chunked^Content-Length: 5^^0^^ | 400",
                "Content-Length: 0^Content-Length: 50^^ | 400",
                "Content-Length: 0, 50^^ | 400",
                "Content-Length: +0^^ | 400",
                "Content-Length: 0x0^^ | 400",
                "Content-Length: 00000000000000000000^Content-Length: 1^^ | 400",
                "Content-Length: 18446744073709551616^^ | 400",
                "Content-Length:^^ | 400",
                "Content-Length : 0^^ | 400",
                "Transfer-Encoding : chunked^^0^^ | 400",
                "Transfer-Encoding: identity^^ | 400",
                "Transfer-Encoding: gzip^^ | 400",
                "Transfer-Encoding: xchunked^^ | 400",
                "Transfer-Encoding: chunked, identity^^0^^ | 400",
                "Transfer-Encoding: identity, chunked^^0^^ | 501",
                "Transfer-Encoding: chunked^Transfer-Encoding: chunked^^0^^ | 400",
                "Transfer-Encoding: chunked^Transfer-Encoding: identity^^0^^ | 400",
                "Transfer-Encoding: chunked^^0x0^^ | 400",
                "Transfer-Encoding: chunked^^-1^^ | 400",
                "Transfer-Encoding: chunked^^ffffffffffffffff1^^ | 400",
                "Transfer-Encoding: chunked^^2^abc^0^^ | 400",
                "X: a^ Content-Length: 5^^ | 200",
                "X^^ | 400",
                ": y^^ | 400",
                "X Y: z^^ | 400"
            })
    void nothingIsSmuggledBehindADoubtfulBody(String rest, int status) throws Exception {
        try (var client = new RawClient(server.address())) {
            client.sendBytes(ascii("POST /v1/a HTTP/1.1^Host: x^" + rest));

            assertEquals(status, client.receive().status());
            if (status != 200) {
                client.sendBytes(ascii("GET /smuggled HTTP/1.1^Host: x^^"));
                assertTrue(client.isEnded(), "what follows has no meaning any more");
            }
        }
        assertEquals(0, smuggled.get());
    }

    @Test
    void aLineFeedAloneEndsNoLine() throws Exception {
        try (var client = new RawClient(server.address())) {
            client.sendBytes(ascii("POST /v1/a HTTP/1.1^Host: x\nContent-Length: 0^^GET /smuggled HTTP/1.1^Host: x^^"));

            assertEquals(400, client.receive().status());
            assertTrue(client.isEnded());
        }
        assertEquals(0, smuggled.get());
    }

    @Test
    void oneByOldHttpCannotBeChunked() throws Exception {
        try (var client = new RawClient(server.address())) {
            client.sendBytes(ascii("POST /v1/a HTTP/1.0^Host: x^Transfer-Encoding: chunked^^0^^"));

            assertEquals(400, client.receive().status());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/%2e%2e | 200 | ..",
                "/v1/../smuggled | 404 |",
                "/v1/%2e%2e/smuggled | 404 |",
                "/v1//smuggled | 404 |",
                "//smuggled | 404 |",
                "/smuggled/ | 404 |",
                "/smuggled;x=y | 404 |",
                "/%73muggled%00 | 404 |",
                "/v1/a%2fb | 200 | a/b",
                "/v1/%c0%ae%c0%ae | 200 | \uFFFD\uFFFD\uFFFD\uFFFD",
                "/v1/%u002e | 400 |",
                "/v1/%2 | 400 |",
                "/v1/%-1 | 400 |",
                "\\v1\\a | 400 |"
            })
    void aPathMeansWhatItSays(String path, int status, String word) throws Exception {
        try (var client = new RawClient(server.address())) {
            var reply = client.get(path);

            assertEquals(status, reply.status());
            if (status == 200) {
                assertEquals(word, reply.text());
            }
        }
        assertEquals(0, smuggled.get());
    }

    private static byte[] ascii(String text) {
        return text.replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
