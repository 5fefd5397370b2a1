package dev.patchwave.signal.sip;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A connection by TCP that says when it is gone: JAIN-SIP closes it at the end of the stream but tells nobody, and whoever waits for an
 * answer on it would wait until the timeout. Becomes watched once it is connected.
 */
final class WatchedSocket extends Socket {
    private volatile Connection connection;
    private volatile boolean carrying;

    void watchedBy(Connection watching) throws IOException {
        watching.carries(super.getInputStream(), super.getOutputStream());
        carrying = true;
        endsWith(watching);
    }

    /** Its end is that of this connection, whose bytes it carries in another form. */
    void endsWith(Connection watching) {
        connection = watching;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return carrying ? connection.input() : super.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return carrying ? connection.output() : super.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        super.close();
        Connection watching = connection;
        if (watching != null) {
            watching.end();
        }
    }
}
