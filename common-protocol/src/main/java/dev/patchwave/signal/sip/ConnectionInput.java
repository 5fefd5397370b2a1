package dev.patchwave.signal.sip;

import java.io.IOException;
import java.io.InputStream;

/**
 * What a connection brings, without its keep-alive, which is answered here, and not faster than the stack parses it. For the one thread
 * that reads the connection.
 */
final class ConnectionInput extends InputStream {
    /** Read but not yet parsed. A few, so that the parser does not starve. */
    private static final int UNPARSED_LIMIT_MESSAGES = 64;
    /** A message that the stack never parses is one that it ends the connection for, soon. */
    private static final int UNPARSED_PATIENCE_MILLIS = 1_000;

    private final InputStream in;
    private final Connection connection;
    private final MessageFrames frames = new MessageFrames();
    private ParserProgress progress;
    private int unparsed;
    private long begun;

    ConnectionInput(InputStream in, Connection connection) {
        this.in = in;
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        awaitParser();
        while (true) {
            int got = in.read(bytes, offset, length);
            if (got < 0) {
                if (frames.isInHead()) {
                    progress.cutAt(begun);
                }
                return got;
            }
            int kept = frames.strip(bytes, offset, got);
            connection.heard(frames.takeCrlfs(), kept > 0);
            if (kept > 0) {
                int more = frames.takeMessages();
                unparsed += more;
                begun += more;
                connection.began(more);
                return kept;
            }
        }
    }

    private void awaitParser() throws IOException {
        if (progress == null) {
            progress = Parsers.takeProgress();
        }
        unparsed -= progress.take();
        int tooMany = unparsed - UNPARSED_LIMIT_MESSAGES;
        if (tooMany <= 0) {
            return;
        }
        try {
            boolean caughtUp = progress.await(tooMany, UNPARSED_PATIENCE_MILLIS);
            unparsed -= caughtUp ? tooMany : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
