package dev.patchwave.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP byte by byte, so that a test can say exactly what is on the wire. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    RawClient(InetSocketAddress server) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(server);
        socket.setSoTimeout(10_000);
        in = socket.getInputStream();
    }

    /** Sends lines, each ended by CRLF. */
    RawClient send(String... lines) throws IOException {
        return sendBytes((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A GET with these header lines. */
    Reply get(String path, String... fields) throws IOException {
        return send("GET " + path + " HTTP/1.1", "Host: here")
                .sendFields(fields)
                .receive();
    }

    Reply head(String path) throws IOException {
        send("HEAD " + path + " HTTP/1.1", "Host: here", "");
        return receive(false);
    }

    private RawClient sendFields(String... fields) throws IOException {
        for (var field : fields) {
            send(field);
        }
        return send("");
    }

    Reply receive() throws IOException {
        return receive(true);
    }

    Reply receive(boolean hasBody) throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        return new Reply(status, headers, in.readNBytes(length));
    }

    /** True when the other side has ended the connection and nothing more came. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true; // By a reset.
        }
    }

    byte[] read(int bytes) throws IOException {
        return in.readNBytes(bytes);
    }

    int read() throws IOException {
        return in.read();
    }

    /** Reads and forgets as many bytes, if they come; returns how many did. */
    int skip(int bytes) throws IOException {
        return in.readNBytes(bytes).length;
    }

    /** No more bytes from us. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended after '" + line.toString(StandardCharsets.UTF_8) + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
