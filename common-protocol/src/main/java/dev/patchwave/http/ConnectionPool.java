package dev.patchwave.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** The fetcher's connections, a few to each host and port, kept for the next call. Thread-safe. */
final class ConnectionPool implements AutoCloseable {
    private static final int MAX_CHUNK_BYTES = 64 << 10;

    private final HttpThreads threads;
    private final FetcherLimits limits;
    private final Optional<Downlink> downlink;
    private final DataPlaneTls tls;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<Call.Target, Site> sites = new LinkedHashMap<>();
    private int open;
    private boolean closed;

    /** What concerns one host and port; gone when it has no connection. */
    private static final class Site {
        final Deque<ClientConnection> idle = new ArrayDeque<>();
        /** Small and in a hurry: a plan hangs on a report. */
        final Deque<Call> posts = new ArrayDeque<>();

        final Deque<Call> others = new ArrayDeque<>();
        int open;

        int waiting() {
            return posts.size() + others.size();
        }

        void add(Call call) {
            (call.method().equals(HttpMethod.POST) ? posts : others).add(call);
        }

        /** Of those that wait, who may have a connection now; null for nobody. */
        Call poll(int mostBusy) {
            return !posts.isEmpty() ? posts.poll() : busy() < mostBusy ? others.poll() : null;
        }

        int busy() {
            return open - idle.size();
        }

        /** A post has a connection beyond the others', which may all be taken by long answers. */
        boolean mayStart(Call call, int mostBusy) {
            return busy() < (call.method().equals(HttpMethod.POST) ? mostBusy + 1 : mostBusy);
        }

        /** One that can be asked again elsewhere, should the connection end before its answer; nobody overtakes a post. */
        Optional<Call> pollForAhead(int mostBusy) {
            boolean waits = posts.isEmpty()
                    && busy() <= mostBusy
                    && !others.isEmpty()
                    && others.element().method().equals(HttpMethod.GET);
            return waits ? Optional.of(others.remove()) : Optional.empty();
        }
    }

    /** What is to be done with a call, decided under the lock and done outside. */
    private sealed interface Turn {
        record Use(ClientConnection connection) implements Turn {}

        record Connect() implements Turn {}

        record Wait() implements Turn {}

        record Refuse(String reason) implements Turn {}
    }

    /** @param downlink paces what is read; empty reads as fast as it comes */
    ConnectionPool(HttpThreads threads, FetcherLimits limits, DataPlaneTls tls, Optional<Downlink> downlink) {
        this.threads = threads;
        this.limits = limits;
        this.tls = tls;
        this.downlink = downlink;
    }

    /** Carries a call out; its taker hears of everything. */
    void run(Call call) {
        switch (turn(call)) {
            case Turn.Use(var connection) -> startOn(connection, call);
            case Turn.Connect() -> connect(call);
            case Turn.Wait() -> {}
            case Turn.Refuse(var reason) -> call.taker().broken(new Failure.Unreachable(reason));
        }
    }

    /** A kept connection was dead: once more, on a fresh one. */
    void again(Call call) {
        boolean refused;
        synchronized (this) {
            refused = closed;
            if (!refused) {
                var site = sites.computeIfAbsent(call.target(), target -> new Site());
                site.open++; // May pass the limit for as long as the dead one takes to be closed.
                open++;
            }
        }
        if (refused) {
            call.taker().broken(new Failure.Unreachable("the fetcher is closed"));
        } else {
            connect(call);
        }
    }

    /** A connection has done its call. */
    void idle(ClientConnection connection) {
        var next = keepOrNext(connection);
        next.ifPresent(call -> startOn(connection, call));
    }

    /** What a connection may ask before its answer has ended. */
    synchronized Optional<Call> nextFor(ClientConnection connection) {
        return Optional.ofNullable(sites.get(connection.target()))
                .flatMap(site -> site.pollForAhead(limits.maxConnectionsPerHolder()));
    }

    /** A connection is gone. */
    void closed(ClientConnection connection) {
        synchronized (this) {
            var site = sites.get(connection.target());
            if (site != null) {
                site.idle.remove(connection);
            }
        }
        forget(connection.target());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        channels.close().awaitUninterruptibly();
    }

    /** What is open now, for those who look at the sockets themselves. */
    Iterable<Channel> channels() {
        return channels;
    }

    private synchronized Turn turn(Call call) {
        if (closed) {
            return new Turn.Refuse("the fetcher is closed");
        }
        var site = sites.computeIfAbsent(call.target(), target -> new Site());
        if (site.mayStart(call, limits.maxConnectionsPerHolder())) {
            var kept = site.idle.pollLast();
            if (kept != null) {
                return new Turn.Use(kept);
            }
            if (hasRoom()) {
                site.open++;
                open++;
                return new Turn.Connect();
            }
        }
        if (site.open > 0 && site.waiting() < limits.maxWaitingPerHolder()) {
            site.add(call);
            return new Turn.Wait();
        }
        return new Turn.Refuse("too many requests wait for " + call.target());
    }

    /** Room for one more connection, made by closing one that nobody uses when there is none. */
    private boolean hasRoom() {
        if (open < limits.maxConnections()) {
            return true;
        }
        for (var site : sites.values()) {
            var unused = site.idle.pollFirst();
            if (unused != null) {
                unused.close();
                return true;
            }
        }
        return false;
    }

    private synchronized Optional<Call> keepOrNext(ClientConnection connection) {
        var site = sites.computeIfAbsent(connection.target(), target -> new Site());
        var next = site.poll(limits.maxConnectionsPerHolder() + 1); // It counts as busy itself.
        if (next == null && connection.channel().isActive()) {
            site.idle.addLast(connection);
        }
        return Optional.ofNullable(next);
    }

    private static void startOn(ClientConnection connection, Call call) {
        try {
            connection.channel().eventLoop().execute(() -> connection.start(call));
        } catch (RejectedExecutionException e) {
            call.taker().broken(new Failure.Unreachable("the fetcher is closed"));
        }
    }

    private void connect(Call call) {
        try {
            threads.workers().execute(() -> resolveAndConnect(call)); // Names are resolved by blocking.
        } catch (RejectedExecutionException e) {
            failed(call, "too much work waiting");
        }
    }

    private void resolveAndConnect(Call call) {
        var target = call.target();
        if (target.encrypted()) {
            tls.renew();
        }
        var address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            failed(call, "the host name " + target.host() + " is not known");
            return;
        }
        var connection = new ClientConnection(this, target, limits);
        new Bootstrap()
                .group(threads.loops())
                .channel(threads.clientChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.IP_TOS, threads.mark().trafficClass())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connectTimeout().toMillis())
                .handler(new Pipeline(connection))
                .connect(address)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        begin(connection, call);
                    } else {
                        failed(call, connected.cause().getMessage());
                    }
                });
    }

    /** Under TLS a call waits for the handshake, so that a wrong certificate is no answer of this holder's. */
    private static void begin(ClientConnection connection, Call call) {
        var secured = connection.channel().pipeline().get(SslHandler.class);
        if (secured == null) {
            connection.start(call);
            return;
        }
        secured.handshakeFuture().addListener(shaken -> {
            if (!shaken.isSuccess()) {
                connection.close(); // Which forgets it.
                unreachable(call, shaken.cause().getMessage());
            } else if (isWhoWasMeant(call, secured)) {
                connection.start(call);
            } else {
                connection.close();
                unreachable(call, "it shows another certificate than its origin told");
            }
        });
    }

    private static boolean isWhoWasMeant(Call call, SslHandler secured) {
        return call.pin()
                .map(pin -> CertificateMatch.isShown(pin, secured.engine().getSession()))
                .orElse(true); // Else the handshake has seen to it.
    }

    private void failed(Call call, String reason) {
        forget(call.target());
        unreachable(call, reason);
    }

    private static void unreachable(Call call, String reason) {
        call.taker().broken(new Failure.Unreachable("no connection to " + call.target() + ": " + reason));
    }

    /** One connection less; those who waited for it try for another. */
    private void forget(Call.Target target) {
        Call next = null;
        synchronized (this) {
            open--;
            var site = sites.get(target);
            site.open--;
            next = site.poll(limits.maxConnectionsPerHolder());
            if (site.open == 0 && next == null) {
                sites.remove(target);
            }
        }
        if (next != null) {
            run(next);
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final ClientConnection connection;

        Pipeline(ClientConnection connection) {
            this.connection = connection;
        }

        @Override
        protected void initChannel(Channel channel) {
            channels.add(channel);
            channel.pipeline().addLast(connection.lowWater());
            downlink.ifPresent(paced -> channel.pipeline().addLast(paced.gate()));
            var target = connection.target();
            if (target.encrypted()) {
                channel.pipeline().addLast(tls.connecting(channel, target, limits.connectTimeout()));
            }
            channel.pipeline()
                    .addLast(
                            new HttpClientCodec(
                                    new HttpDecoderConfig()
                                            .setMaxHeaderSize(limits.maxHeaderBytes())
                                            .setMaxChunkSize(MAX_CHUNK_BYTES),
                                    false,
                                    false),
                            new MessageGate(),
                            connection);
        }
    }
}
