package dev.patchwave.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a program's data plane: event loops for sockets, workers for whatever may wait for a disk.
 *
 * <p>Shared by the program's server and fetcher; closed by the program, after both.
 */
public final class HttpThreads implements AutoCloseable {
    private static final int MAX_WAITING_TASKS = 1 << 16;
    private static final int CLOSE_SECONDS = 5;

    private final EventLoopGroup loops;
    private final boolean epoll;
    private final ThreadPoolExecutor workers;
    private final Dscp mark;

    private HttpThreads(EventLoopGroup loops, boolean epoll, ThreadPoolExecutor workers, Dscp mark) {
        this.loops = loops;
        this.epoll = epoll;
        this.workers = workers;
        this.mark = mark;
    }

    /** As {@link #start(String, int, int, Dscp)}, with packets marked like everything else's. */
    public static HttpThreads start(String name, int eventLoops, int workers) {
        return start(name, eventLoops, workers, Dscp.DEFAULT);
    }

    /**
     * Epoll where the machine has it, else NIO.
     *
     * @param name prefix of the threads' names
     * @param eventLoops 1 or more; two are plenty for 10 Gbit/s
     * @param workers 1 or more; each may wait for a sync of the disk
     * @param mark of all packets of the server and the fetcher that use these threads
     */
    public static HttpThreads start(String name, int eventLoops, int workers, Dscp mark) {
        return start(name, eventLoops, workers, mark, Epoll.isAvailable());
    }

    static HttpThreads start(String name, int eventLoops, int workers, Dscp mark, boolean epoll) {
        IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        var loops =
                new MultiThreadIoEventLoopGroup(eventLoops, new DefaultThreadFactory(name + "-http", true), handler);
        var queue = new ArrayBlockingQueue<Runnable>(MAX_WAITING_TASKS);
        var pool = new ThreadPoolExecutor(
                workers, workers, 1, TimeUnit.MINUTES, queue, new DefaultThreadFactory(name + "-work", true));
        return new HttpThreads(loops, epoll, pool, mark);
    }

    EventLoopGroup loops() {
        return loops;
    }

    Executor workers() {
        return workers;
    }

    Dscp mark() {
        return mark;
    }

    boolean isEpoll() {
        return epoll;
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends Channel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Stops both, waiting at most 5 s for each. Not from one of these threads. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
