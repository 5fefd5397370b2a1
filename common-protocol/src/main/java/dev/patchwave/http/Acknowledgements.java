package dev.patchwave.http;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

/**
 * Tells the network's part of a wait for an answer from that of a busy program at the other side: what was asked is acknowledged by the
 * other's kernel at once, or 40 ms later at most, however long the program takes.
 *
 * <p>Only where sockets are epoll's; elsewhere all of a wait counts. Thread-safe.
 */
final class Acknowledgements {
    private final HttpFetcher asking;

    /** @param asking by whose connections questions are asked, one at a time on each */
    Acknowledgements(HttpFetcher asking) {
        this.asking = asking;
    }

    /** Of {@code waitedNanos} for an answer of {@code site}, base of a data plane, how many packets were on their way. */
    long networkNanos(String site, long waitedNanos) {
        for (var channel : asking.channels()) {
            var connection = channel.pipeline().get(ClientConnection.class);
            if (channel instanceof EpollSocketChannel socket
                    && connection != null
                    && connection.target().base().toString().equals(site)) {
                return networkNanos(socket, waitedNanos);
            }
        }
        return waitedNanos;
    }

    private static long networkNanos(EpollSocketChannel socket, long waitedNanos) {
        var info = new EpollTcpInfo();
        try {
            socket.tcpInfo(info);
        } catch (ChannelException closedMeanwhile) {
            return waitedNanos;
        }
        boolean underWay = info.unacked() > 0 || info.rtt() == 0;
        return underWay ? waitedNanos : Math.min(waitedNanos, info.rtt() * 1_000);
    }
}
