package dev.patchwave.benchmarks;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The NOTIFYs of one campaign as the clients saw them.
 *
 * @param reached clients that got one
 * @param repeated NOTIFYs that came again: retransmissions
 * @param firstMicros when the first came, since the epoch
 * @param lastMicros when the last client got its first
 * @param answeredMicros when the last answer left
 */
record Arrivals(int reached, int repeated, long firstMicros, long lastMicros, long answeredMicros) {
    private static final double MICROS_PER_SECOND = 1e6;

    static Arrivals of(Collection<List<Packet>> logs) {
        Set<String> clients = new HashSet<>();
        Set<String> transactions = new HashSet<>();
        int repeated = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        long answered = 0;
        for (Packet packet : (Iterable<Packet>) logs.stream().flatMap(List::stream)::iterator) {
            if (packet.isReceived("NOTIFY")) {
                first = Math.min(first, packet.atMicros());
                repeated += transactions.add(packet.transaction()) ? 0 : 1;
                last = clients.add(packet.callId()) ? Math.max(last, packet.atMicros()) : last;
            } else if (packet.sent() && packet.answers("NOTIFY")) {
                answered = Math.max(answered, packet.atMicros());
            }
        }
        return new Arrivals(clients.size(), repeated, first, last, answered);
    }

    /** From the first NOTIFY to the last answer. */
    double perSecond() {
        return reached / ((answeredMicros - firstMicros) / MICROS_PER_SECOND);
    }

    /** From the first NOTIFY until the last client had its own. */
    double seconds() {
        return (lastMicros - firstMicros) / MICROS_PER_SECOND;
    }
}
