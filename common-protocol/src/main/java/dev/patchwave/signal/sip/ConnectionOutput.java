package dev.patchwave.signal.sip;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes to a connection and lets it know since when, so that one whose other side does not read is cut. Whoever writes a message in
 * several pieces holds the monitor of this stream meanwhile, as JAIN-SIP does.
 */
final class ConnectionOutput extends OutputStream {
    private final OutputStream out;
    private final Connection connection;

    ConnectionOutput(OutputStream out, Connection connection) {
        this.out = out;
        this.connection = connection;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        connection.writes();
        try {
            out.write(bytes, offset, length);
        } finally {
            connection.wrote();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
