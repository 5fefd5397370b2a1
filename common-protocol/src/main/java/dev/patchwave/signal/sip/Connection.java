package dev.patchwave.signal.sip;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection by TCP or TLS, beside what the stack knows of it: its keep-alive, how long a write takes, and that its end is told
 * once. Any thread.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** Longer than any peer that still reads needs for a few kilobytes; the writer may hold up others meanwhile. */
    private static final long WRITE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Who connects has something to say; who says nothing takes the place of others. */
    private static final long FIRST_MESSAGE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connections all;
    private final Closeable socket;
    private final InetSocketAddress remote;
    private final SipTransport transport;
    private final Liveness liveness;
    private final boolean openedByUs;
    private final long silentUntil = System.nanoTime() + FIRST_MESSAGE_PATIENCE_NANOS;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile InputStream input;
    private volatile ConnectionOutput output;
    private volatile boolean writing;
    private volatile long writingSince;
    private volatile boolean established;
    private volatile boolean spoken;
    private volatile boolean counted;
    private volatile Predicate<String> speaksFor = host -> true;
    private volatile long handshakeDeadline;

    /** @param socket closing it must not block, and ends whoever reads or writes */
    Connection(
            Connections all,
            Closeable socket,
            InetSocketAddress remote,
            SipTransport transport,
            Liveness liveness,
            boolean openedByUs) {
        this.openedByUs = openedByUs;
        this.all = all;
        this.socket = socket;
        this.remote = remote;
        this.transport = transport;
        this.liveness = liveness;
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** It is one of those that its address has, until its end. */
    void counts() {
        counted = true;
    }

    boolean isCounted() {
        return counted;
    }

    SipTransport transport() {
        return transport;
    }

    Liveness liveness() {
        return liveness;
    }

    /** Owed before anybody asks for them: what the stack is given in place of the socket's own streams. */
    void carries(InputStream in, OutputStream out) {
        input = new ConnectionInput(in, this);
        output = new ConnectionOutput(out, this);
    }

    InputStream input() {
        return input;
    }

    /** Always the same one, since its monitor keeps messages whole. */
    OutputStream output() {
        return output;
    }

    /** TLS is being set up; it has to be {@link #established} by then, in nanoseconds of the system's clock of that kind. */
    void shakesUntil(long deadline) {
        handshakeDeadline = deadline;
    }

    /** Messages can be carried. Only the end of such a connection is told. */
    void established() {
        established = true;
    }

    /** For which hosts the certificate speaks that the other side has shown; asked of connections that we opened. */
    void speaksFor(Predicate<String> hosts) {
        speaksFor = hosts;
    }

    /** Whether what is meant for {@code host} may go by it. Who connected to us is known by the address alone. */
    boolean isFor(String host) {
        return speaksFor.test(host);
    }

    boolean isEstablished() {
        return established;
    }

    void writes() {
        writingSince = System.nanoTime();
        writing = true;
    }

    void wrote() {
        writing = false;
    }

    /** So many messages began. Holds up the thread that reads them when that is more than the other side may send. */
    void began(int messages) {
        if (!openedByUs) {
            all.screen().pace(remote.getAddress(), messages);
        }
    }

    /** What was read: so many CRLFs between messages, and whether something of a message was with them. */
    void heard(int crlfs, boolean message) {
        spoken |= message;
        int pongs = 0;
        synchronized (liveness) {
            for (int i = 0; i < crlfs; i++) {
                pongs += liveness.crlf(System.nanoTime()) == Liveness.Due.PONG ? 1 : 0;
            }
            if (message) {
                liveness.message();
            }
        }
        for (int i = 0; i < pongs; i++) {
            put(PONG);
        }
    }

    /** Owed several times a second. Does not block. */
    void tick(long now) {
        if (writing && now - writingSince > WRITE_PATIENCE_NANOS) {
            cut("the other side does not read");
            return;
        }
        if (!openedByUs && !spoken && now - silentUntil > 0) {
            cut("it never said anything");
            return;
        }
        if (!established) {
            if (now - handshakeDeadline > 0) {
                cut("TLS took too long");
            }
            return;
        }
        Liveness.Due due;
        synchronized (liveness) {
            due = liveness.tick(now);
        }
        if (due == Liveness.Due.PING) {
            all.later(() -> put(PING));
        } else if (due == Liveness.Due.CLOSE) {
            cut("no answer to a keep-alive");
        }
    }

    private void put(byte[] crlfs) {
        try {
            output.write(crlfs, 0, crlfs.length);
            output.flush();
        } catch (IOException e) {
            cut("keep-alive could not be sent");
        }
    }

    /** Ends it from our side, because it is of no use any more. */
    void cut(String why) {
        LOG.atDebug()
                .addKeyValue("transport", transport.token())
                .addKeyValue("reason", why)
                .log("connection cut");
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("connection closed untidily");
        }
        end();
    }

    /** It is closed, whoever did it. Tells once. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            all.ended(this);
        }
    }
}
