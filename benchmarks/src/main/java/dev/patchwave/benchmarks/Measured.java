package dev.patchwave.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Watches what arrives at SIPp while somebody sends, without disturbing it: the logs are read when they stop growing. */
final class Measured {
    private static final Duration QUIET = Duration.ofMillis(400);

    /** What sends; its time counts. */
    @FunctionalInterface
    interface Sending {
        void run() throws IOException;
    }

    private final List<Sipp> clients;
    private long dropsBefore;

    Measured(List<Sipp> clients) {
        this.clients = List.copyOf(clients);
    }

    /** Sends, and waits until {@code expected} clients have theirs or {@code atMost} is over. */
    Arrivals arrivals(int expected, Duration atMost, Sending sending) throws IOException {
        for (Sipp client : clients) {
            client.log().mark();
        }
        dropsBefore = drops();
        sending.run();
        Patience.holdsWithin(atMost, () -> isQuiet() && seen().reached() >= expected);
        return seen();
    }

    /** Retransmissions of the last campaign: those that came, and those of datagrams that a client's socket had no room for. */
    int retransmissions(Arrivals arrivals) throws IOException {
        return arrivals.repeated() + Math.toIntExact(drops() - dropsBefore);
    }

    private boolean isQuiet() throws IOException {
        long before = size();
        Patience.pause(QUIET);
        return size() == before;
    }

    private long size() throws IOException {
        long bytes = 0;
        for (Sipp client : clients) {
            bytes += client.log().sizeBytes();
        }
        return bytes;
    }

    private long drops() throws IOException {
        long drops = 0;
        for (Sipp client : clients) {
            drops += KernelCounters.drops(client.port());
        }
        return drops;
    }

    private Arrivals seen() throws IOException {
        var packets = new ArrayList<List<Packet>>();
        for (Sipp client : clients) {
            packets.add(client.log().packets());
        }
        return Arrivals.of(packets);
    }
}
