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

    void watchedBy(Connection watching) throws IOException {
        watching.carries(super.getInputStream(), super.getOutputStream());
        connection = watching;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        Connection watching = connection;
        return watching == null ? super.getInputStream() : watching.input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        Connection watching = connection;
        return watching == null ? super.getOutputStream() : watching.output();
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
