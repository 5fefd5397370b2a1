package dev.patchwave.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;

/**
 * The round trips that the kernel measures on connections that we send on ({@code TCP_INFO}: smoothed round trip, retransmissions).
 *
 * <p>Only where sockets are epoll's; elsewhere there are no samples, and uploads do not yield. On one thread.
 */
final class UploadDelays {
    private static final AttributeKey<Long> RETRANSMITTED = AttributeKey.valueOf("patchwave.retransmitted");
    private static final long SENT_OF_LATE_MILLIS = 300;

    private final EpollTcpInfo info = new EpollTcpInfo();

    /** Notes what {@code channels} say that sent of late. */
    void look(Iterable<Channel> channels, PathDelays into, long nowNanos) {
        for (var channel : channels) {
            if (channel instanceof EpollSocketChannel socket && socket.isActive()) {
                look(socket, into, nowNanos);
            }
        }
    }

    private void look(EpollSocketChannel socket, PathDelays into, long nowNanos) {
        try {
            socket.tcpInfo(info);
        } catch (ChannelException closedMeanwhile) {
            return;
        }
        var before = socket.attr(RETRANSMITTED).getAndSet(info.totalRetrans());
        boolean lost = before != null && info.totalRetrans() > before;
        if (info.lastDataSent() < SENT_OF_LATE_MILLIS && info.rtt() > 0) {
            into.sampled(host(socket.remoteAddress()), info.rtt() * 1_000, lost, nowNanos);
        }
    }

    private static String host(InetSocketAddress remote) {
        return remote == null ? "gone" : remote.getAddress().getHostAddress();
    }
}
