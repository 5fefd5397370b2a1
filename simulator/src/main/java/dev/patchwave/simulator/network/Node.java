package dev.patchwave.simulator.network;

import java.util.ArrayList;
import java.util.List;

/** Somebody on the network: an uplink, a downlink, a site. Down until {@link Network#bringUp}. */
public final class Node {
    private final String name;
    private final int site;
    final Uplink uplink;
    final Gate downlink;
    final List<Transfer> sending = new ArrayList<>();
    final List<Transfer> receiving = new ArrayList<>();
    private long uplinkBitsPerSecond;
    boolean up;
    boolean silent;

    Node(String name, int site, long uplinkBitsPerSecond, Uplink uplink, Gate downlink) {
        this.name = name;
        this.site = site;
        this.uplinkBitsPerSecond = uplinkBitsPerSecond;
        this.uplink = uplink;
        this.downlink = downlink;
    }

    /** Nodes of one site are near each other. */
    public int site() {
        return site;
    }

    public long uplinkBitsPerSecond() {
        return uplinkBitsPerSecond;
    }

    void uplinkBitsPerSecond(long rate) {
        uplinkBitsPerSecond = rate;
    }

    public boolean isUp() {
        return up;
    }

    /** It has one more chunk of the segment to send. */
    public void chunkCame(int segment) {
        uplink.chunkCame(segment);
    }

    @Override
    public String toString() {
        return name;
    }
}
