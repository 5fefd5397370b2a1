package dev.patchwave.simulator.network;

import java.time.Duration;

/**
 * What is the same for all links.
 *
 * <p>A link of rate r carries payload at r x {@code efficiency} x (1 - {@code loss}): each lost packet is sent once more, which
 * costs its sender's and its receiver's link that packet and nothing else; congestion control is not modelled.
 *
 * @param withinSite one-way delay between nodes of one site
 * @param betweenSites one-way delay between nodes of different sites
 * @param queue what may wait before a full downlink, in time at its rate; then its senders pause
 * @param silence without a byte, after which a receiver gives a transfer up, and a sender a receiver that is gone without a word
 * @param efficiency payload bits for each bit on the wire, above 0, at most 1
 * @param loss share of packets lost, 0 to below 1
 */
public record LinkModel(
        Duration withinSite, Duration betweenSites, Duration queue, Duration silence, double efficiency, double loss) {
    private static final int FRAME_HEADER_BYTES = 14;
    private static final int IP_AND_TCP_BYTES = 52;

    /** TCP with time stamps in Ethernet frames: (mtu - 52) / (mtu + 14). */
    public static double efficiencyOf(int mtuBytes) {
        return (double) (mtuBytes - IP_AND_TCP_BYTES) / (mtuBytes + FRAME_HEADER_BYTES);
    }

    /** 5 ms everywhere, nothing lost, every bit payload. */
    public static LinkModel simple() {
        return new LinkModel(
                Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(2), 1, 0);
    }

    double nanosPerByte(long bitsPerSecond) {
        return 8e9 / (bitsPerSecond * efficiency * (1 - loss));
    }
}
