package dev.patchwave.http;

import dev.patchwave.door.CallerBlock;
import dev.patchwave.door.CallerCount;
import dev.patchwave.door.CallerRate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server: connections, limits and pipelines; what is answered is the {@link Router}'s business.
 *
 * <p>Listens when {@link #start} returns. Closed by the program, before its {@link HttpThreads}.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    /** What Netty puts before the system's own words. */
    private static final Pattern NATIVE_PREFIX = Pattern.compile("^bind\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

    private static final int BACKLOG_CONNECTIONS = 1024;
    /**
     * What may wait in the system for one reader, or one slice where that is more: else megabytes of the uplink's turns would go to one who does not read them, and a
     * transfer would end, and give back its slot, long before its last byte has left.
     */
    private static final long MAX_UNSENT_BYTES = 128 << 10;

    private static final int MAX_CHUNK_BYTES = 64 << 10;
    private static final long RENEWAL_SECONDS = 2;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final byte[] FULL = bare("503 Service Unavailable");
    private static final byte[] TOO_OFTEN = bare("429 Too Many Requests");

    private final HttpThreads threads;
    private final HttpLimits limits;
    private final Router router;
    private final Uplink uplink;
    private final DataPlaneTls tls;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final AtomicInteger requestsInFlight = new AtomicInteger();
    private final AtomicInteger heldBodyBytes = new AtomicInteger();
    private final CallerCount callers;
    private final CallerRate rate;
    private Channel listener;
    private Optional<Future<?>> renewing = Optional.empty();

    private HttpServer(HttpThreads threads, HttpLimits limits, Router router, Uplink uplink, DataPlaneTls tls) {
        this.tls = tls;
        this.threads = threads;
        this.limits = limits;
        this.router = router;
        this.uplink = uplink;
        this.callers = new CallerCount(limits.door().connectionsPerAddress());
        this.rate = new CallerRate(limits.door().requestsPerSecondPerAddress());
    }

    /** As the other, by plain HTTP. */
    public static HttpServer start(
            InetSocketAddress address, HttpThreads threads, HttpLimits limits, Router router, Uplink uplink)
            throws IOException {
        return start(address, threads, limits, router, uplink, DataPlaneTls.off());
    }

    /**
     * Starts to listen.
     *
     * @param address port 0 takes any free one, see {@link #address()}
     * @param router filled before, not changed after
     * @param uplink paces file bytes; shared with the program's fetcher; the caller closes it
     * @param tls by which it serves, when that {@link DataPlaneTls#serves}
     * @throws IOException naming host and port when the address cannot be used, e.g. is in use
     */
    public static HttpServer start(
            InetSocketAddress address,
            HttpThreads threads,
            HttpLimits limits,
            Router router,
            Uplink uplink,
            DataPlaneTls tls)
            throws IOException {
        var server = new HttpServer(threads, limits, router, uplink, tls);
        server.listen(address);
        return server;
    }

    /** Where it really listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Connections that are open now. */
    public int connections() {
        return connectionCount.get();
    }

    /** Requests that are being answered now. */
    public int requestsInFlight() {
        return requestsInFlight.get();
    }

    /** Stops listening, lets requests under way finish for at most 5 s, then ends every connection. Not from an event loop. */
    @Override
    public void close() {
        close(GRACE);
    }

    void close(Duration grace) {
        renewing.ifPresent(task -> task.cancel(false));
        listener.close().awaitUninterruptibly();
        var all = connections.newCloseFuture();
        connections.forEach(connection -> connection.pipeline().fireUserEventTriggered(ServerConnection.Drain.NOW));
        if (!all.awaitUninterruptibly(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.atInfo().addKeyValue("connections", connections.size()).log("closing connections in the middle");
            connections.close().awaitUninterruptibly();
        }
    }

    /** What is open now, for those who look at the sockets themselves. */
    Iterable<Channel> channels() {
        return connections;
    }

    HttpThreads threads() {
        return threads;
    }

    HttpLimits limits() {
        return limits;
    }

    Router router() {
        return router;
    }

    Uplink uplink() {
        return uplink;
    }

    /** False when too many are being answered; else the caller owes {@link #endRequest}. */
    boolean startRequest() {
        if (requestsInFlight.incrementAndGet() > limits.maxRequestsInFlight()) {
            requestsInFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    void endRequest() {
        requestsInFlight.decrementAndGet();
    }

    /** Whether one more may come from there; a connection and a request count alike. */
    boolean mayAsk(InetSocketAddress remote) {
        return rate.admit(CallerBlock.of(remote.getAddress()), System.nanoTime());
    }

    /** False when bodies take too much memory already; else the caller owes {@link #releaseBody}. */
    boolean holdBody(int bytes) {
        if (heldBodyBytes.addAndGet(bytes) > limits.maxHeldBodyBytes()) {
            heldBodyBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void releaseBody(int bytes) {
        heldBodyBytes.addAndGet(-bytes);
    }

    /** Of bodies that are being read or answered. */
    int heldBodyBytes() {
        return heldBodyBytes.get();
    }

    private static byte[] bare(String status) {
        return ("HTTP/1.1 " + status + "\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void listen(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("cannot listen on " + address.getHostString() + ":" + address.getPort()
                    + ": this host name is not known");
        }
        var bootstrap = new ServerBootstrap()
                .group(threads.loops())
                .channel(threads.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG_CONNECTIONS)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.IP_TOS, threads.mark().trafficClass())
                .childHandler(new Pipeline());
        if (threads.isEpoll()) {
            bootstrap.childOption(
                    EpollChannelOption.TCP_NOTSENT_LOWAT, Math.max(MAX_UNSENT_BYTES, uplink.sliceBytes()));
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + NATIVE_PREFIX.matcher(bound.cause().getMessage()).replaceFirst(""),
                    bound.cause());
        }
        listener = bound.channel();
        if (tls.isRenewable()) {
            renewing = Optional.of(threads.loops()
                    .scheduleWithFixedDelay(this::renew, RENEWAL_SECONDS, RENEWAL_SECONDS, TimeUnit.SECONDS));
        }
    }

    private void renew() {
        try {
            threads.workers().execute(tls::renew);
        } catch (RejectedExecutionException tooBusy) {
            LOG.debug("certificates are looked at the next time");
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel connection) {
            int open = connectionCount.incrementAndGet();
            connection.closeFuture().addListener(closed -> connectionCount.decrementAndGet());
            var remote = (InetSocketAddress) connection.remoteAddress();
            if (open > limits.maxConnections() || remote == null || !hasRoomFor(connection, remote)) {
                refuse(connection, FULL);
                return;
            }
            if (!mayAsk(remote)) {
                refuse(connection, TOO_OFTEN);
                return;
            }
            connections.add(connection);
            tls.accepted(connection, limits.idle()).ifPresent(connection.pipeline()::addLast);
            var pulse = new ReadPulse();
            connection
                    .pipeline()
                    .addLast(
                            pulse,
                            new RequestDecoder(limits, MAX_CHUNK_BYTES),
                            new HttpResponseEncoder(),
                            new MessageGate(limits.maxPipelinedRequests()),
                            new ServerConnection(HttpServer.this, pulse));
        }

        private boolean hasRoomFor(Channel connection, InetSocketAddress remote) {
            var caller = CallerBlock.of(remote.getAddress());
            boolean counted = callers.opened(caller);
            if (counted) {
                connection.closeFuture().addListener(closed -> callers.closed(caller));
            }
            return counted;
        }

        /** Not worth a handshake. */
        private void refuse(Channel connection, byte[] answer) {
            var unused = tls.serves()
                    ? connection.close()
                    : connection.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
