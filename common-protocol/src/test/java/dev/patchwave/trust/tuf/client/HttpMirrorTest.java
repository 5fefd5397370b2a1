package dev.patchwave.trust.tuf.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpMirrorTest {
    private static final int NO_BODY = -1;
    private static final long CHUNKED = 0;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private HttpMirror mirror;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        mirror = new HttpMirror(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/m"),
                HttpClient.newBuilder(),
                Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        over.countDown();
        mirror.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answers(int status, byte[] body) {
        server.createContext("/m/", exchange -> {
            exchange.sendResponseHeaders(status, body.length == 0 ? NO_BODY : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Test
    void bringsAFileOrSaysThatItIsNotThere() throws IOException {
        answers(200, "{}".getBytes(UTF_8));
        assertArrayEquals(
                "{}".getBytes(UTF_8), mirror.metadata("1.root.json", 2).orElseThrow());
        server.removeContext("/m/");
        answers(404, "no such page".getBytes(UTF_8));
        assertEquals(Optional.empty(), mirror.metadata("2.root.json", 2));
    }

    @Test
    void anyOtherAnswerIsAFailureAndNotAnAbsence() {
        answers(500, new byte[0]);
        assertThrows(IOException.class, () -> mirror.metadata("2.root.json", 2));
    }

    @Test
    void aByteTooManyIsRefused() {
        answers(200, "{} ".getBytes(UTF_8));
        assertThrows(IOException.class, () -> mirror.metadata("timestamp.json", 2));
    }

    @Test
    void dataWithoutEndIsBrokenOff() {
        server.createContext("/m/", exchange -> {
            exchange.sendResponseHeaders(200, CHUNKED);
            while (over.getCount() > 0) {
                exchange.getResponseBody().write(new byte[1 << 16]);
            }
        });
        assertThrows(IOException.class, () -> mirror.metadata("timestamp.json", 1 << 20));
    }

    @Test
    void anEndlessRefusalIsNotRead() throws IOException {
        server.createContext("/m/", exchange -> {
            exchange.sendResponseHeaders(404, CHUNKED);
            while (over.getCount() > 0) {
                exchange.getResponseBody().write(new byte[1 << 16]);
            }
        });
        assertEquals(Optional.empty(), mirror.metadata("2.root.json", 2));
    }

    @Test
    void aMirrorThatTricklesOrStallsIsGivenUp() {
        server.createContext("/m/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await(exchange);
        });
        assertThrows(IOException.class, () -> mirror.metadata("timestamp.json", 100));
    }

    @Test
    void circlesOfRedirectionsEnd() {
        server.createContext("/m/", exchange -> {
            exchange.getResponseHeaders().set("Location", "/m/again.json");
            exchange.sendResponseHeaders(302, NO_BODY);
            exchange.close();
        });
        assertThrows(IOException.class, () -> mirror.metadata("timestamp.json", 100));
    }

    @Test
    void namesAreSentAsTheyAreEscaped() throws IOException {
        server.createContext("/m/", exchange -> {
            byte[] path = exchange.getRequestURI().getRawPath().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, path.length);
            exchange.getResponseBody().write(path);
            exchange.close();
        });
        byte[] path = mirror.metadata("1...%2Frole%3F.json", 100).orElseThrow();
        assertEquals("/m/1...%2Frole%3F.json", new String(path, UTF_8));
    }

    private void await(HttpExchange exchange) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}
