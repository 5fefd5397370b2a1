package dev.patchwave.launcher;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.StatusCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Programs that answer a command with too much, or for ever. */
class HostileAnswersTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Sends the head of an answer, then the same piece again and again. */
    private record Endless(ServerSocket listener, String piece, long pauseNanos) implements AutoCloseable {
        static Endless start(String piece, long pauseNanos) throws IOException {
            var endless = new Endless(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), piece, pauseNanos);
            Thread.ofVirtual().start(endless::answer);
            return endless;
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort());
        }

        private void answer() {
            try (Socket connection = listener.accept()) {
                connection.getInputStream().read(new byte[4096]);
                connection.getOutputStream().write(HEAD.getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    connection.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                    LockSupport.parkNanos(pauseNanos);
                }
            } catch (IOException e) {
                // The other side had enough.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @Test
    void anAnswerWithoutEndIsBrokenOff() throws Exception {
        String piece = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        try (var liar = Endless.start(piece, 0);
                var client = new StatusClient(Duration.ofSeconds(20))) {
            var problem = assertThrows(IOException.class, () -> client.ask(liar.uri()));

            assertTrue(
                    problem.getMessage().contains("more than " + StatusCodec.MAX_STATUS_BYTES + " bytes"),
                    problem.getMessage());
        }
    }

    @Test
    void anAnswerDropByDropEndsInTime() throws Exception {
        try (var liar = Endless.start("1\r\nx\r\n", 20_000_000);
                var client = new StatusClient(Duration.ofMillis(500))) {
            var problem = assertTimeout(
                    Duration.ofSeconds(10), () -> assertThrows(IOException.class, () -> client.ask(liar.uri())));

            assertTrue(problem.getMessage().contains("no answer within 500 ms"), problem.getMessage());
        }
    }
}
