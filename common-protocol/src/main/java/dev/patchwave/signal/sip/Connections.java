package dev.patchwave.signal.sip;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one endpoint by TCP and TLS: which are open, that they are kept alive, and who hears of their end. Any thread.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    /** More are closed as soon as they are accepted. */
    private static final int ACCEPTED_LIMIT_COUNT = 10_000;

    /** For whoever connects to us; they may be far away, and busy. */
    private static final long HANDSHAKE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int TICK_MILLIS = 100;
    private static final int LATER_THREADS_LIMIT = 4;
    private static final int IDLE_THREAD_SECONDS = 20;
    /** A ping and an end of every connection, and as many that we opened as were accepted. */
    private static final int LATER_LIMIT_COUNT = 4 * ACCEPTED_LIMIT_COUNT;

    /** Hears of ends. */
    interface Listener {
        /** A connection is gone. On a thread of the endpoint that holds no lock of the stack. */
        void lost(InetSocketAddress remote, SipTransport transport);
    }

    private record Key(InetSocketAddress remote, SipTransport transport) {}

    private final Optional<KeepAlive> keepAlive;
    private final CallerScreen screen;
    private final Listener listener;
    private final ConcurrentHashMap<Key, Connection> open = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor watch;
    private final ThreadPoolExecutor later;

    Connections(String name, Optional<KeepAlive> keepAlive, CallerScreen screen, Listener listener) {
        this.keepAlive = keepAlive;
        this.screen = screen;
        this.listener = listener;
        watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name + "-watch").factory());
        later = new ThreadPoolExecutor(
                LATER_THREADS_LIMIT,
                LATER_THREADS_LIMIT,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(LATER_LIMIT_COUNT),
                Thread.ofPlatform().daemon().name(name + "-flow-", 0).factory());
        later.allowCoreThreadTimeOut(true);
        var unused = watch.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether one more may be accepted from there. */
    boolean hasRoomFor(InetAddress from) {
        return open.size() < ACCEPTED_LIMIT_COUNT && !closed.get() && screen.hasRoomFor(from);
    }

    /** What callers may ask. */
    CallerScreen screen() {
        return screen;
    }

    int count() {
        return open.size();
    }

    boolean isOpen(InetSocketAddress remote, SipTransport transport) {
        return open.containsKey(new Key(remote, transport));
    }

    /** From now on it is watched. {@code socket} as {@link Connection} wants it. */
    Connection add(Closeable socket, InetSocketAddress remote, SipTransport transport, boolean openedByUs) {
        Optional<KeepAlive> policy = openedByUs ? keepAlive : Optional.empty();
        var liveness = new Liveness(policy, new SplittableRandom(), System.nanoTime());
        var connection = new Connection(this, socket, remote, transport, liveness, openedByUs);
        if (!openedByUs && screen.opened(remote.getAddress())) {
            connection.counts();
        }
        connection.shakesUntil(System.nanoTime() + HANDSHAKE_PATIENCE_NANOS);
        if (transport == SipTransport.TCP) {
            connection.established();
        }
        open.put(new Key(remote, transport), connection);
        if (closed.get()) {
            connection.cut("the endpoint is closed");
        }
        return connection;
    }

    /** The one to that place by TLS, once it is set up. */
    Optional<Connection> overTls(InetSocketAddress remote) {
        return Optional.ofNullable(open.get(new Key(remote, SipTransport.TLS))).filter(Connection::isEstablished);
    }

    /** The registrar at the other end named a Flow-Timer (RFC 5626 5.4). */
    void flowTimer(InetSocketAddress remote, SipTransport transport, Duration timer) {
        Connection connection = open.get(new Key(remote, transport));
        if (connection != null) {
            synchronized (connection.liveness()) {
                connection.liveness().flowTimer(timer, System.nanoTime());
            }
        }
    }

    void ended(Connection connection) {
        open.remove(new Key(connection.remote(), connection.transport()), connection);
        if (connection.isCounted()) {
            screen.closed(connection.remote().getAddress());
        }
        if (connection.isEstablished()) {
            later(() -> listener.lost(connection.remote(), connection.transport()));
        }
    }

    /** Soon, by another thread; dropped after {@link #close}. */
    void later(Runnable task) {
        try {
            later.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("too late for a connection's event");
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (Connection connection : open.values()) {
            connection.tick(now);
        }
    }

    /** Cuts what is still open; nobody hears of it. */
    @Override
    public void close() {
        closed.set(true);
        watch.shutdownNow();
        later.shutdownNow();
        for (Connection connection : List.copyOf(open.values())) {
            connection.cut("the endpoint is closed");
        }
    }
}
