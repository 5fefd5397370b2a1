package dev.patchwave.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A server that answers everything with the same bytes, whatever they are. */
final class Liar implements AutoCloseable {
    private final ServerSocket listener;
    private final byte[] answer;
    private final Manner manner;
    private volatile boolean asked;

    private enum Manner {
        CLOSES,
        FALLS_SILENT,
        NEVER_ENDS
    }

    private Liar(String answer, Manner manner) throws IOException {
        this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
        this.manner = manner;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Ends each connection after its answer. */
    Liar(String answer) throws IOException {
        this(answer, Manner.CLOSES);
    }

    static Liar silent(String answer) throws IOException {
        return new Liar(answer, Manner.FALLS_SILENT);
    }

    static Liar endless(String answer) throws IOException {
        return new Liar(answer, Manner.NEVER_ENDS);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    boolean isAsked() {
        return asked;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                var connection = listener.accept();
                Thread.ofVirtual().start(() -> lie(connection));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void lie(Socket connection) {
        try (connection) {
            connection.getInputStream().read(new byte[4096]);
            asked = true;
            connection.getOutputStream().write(answer);
            while (manner == Manner.NEVER_ENDS) {
                connection.getOutputStream().write(new byte[8192]);
            }
            if (manner == Manner.FALLS_SILENT) {
                connection.getInputStream().read();
            }
        } catch (IOException e) {
            // The other side had enough.
        }
    }
}
