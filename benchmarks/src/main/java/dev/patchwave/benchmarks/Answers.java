package dev.patchwave.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How requests of SIPp were answered.
 *
 * @param asked different requests
 * @param repeated requests that were sent again
 * @param answered that got a 2xx
 * @param worstMillis between the first sending of a request and its answer; {@code medianMillis} likewise
 * @param seconds between the first and the last request
 */
record Answers(int asked, int repeated, int answered, double worstMillis, double medianMillis, double seconds) {
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double MICROS_PER_SECOND = 1e6;

    static Answers of(List<Packet> packets, String method) {
        Map<String, Long> asked = new HashMap<>();
        Map<String, Long> took = new HashMap<>();
        int repeated = 0;
        for (Packet packet : packets) {
            if (packet.isSent(method)) {
                repeated += asked.putIfAbsent(packet.transaction(), packet.atMicros()) == null ? 0 : 1;
            } else if (!packet.sent() && packet.answers(method) && asked.containsKey(packet.transaction())) {
                took.putIfAbsent(packet.transaction(), packet.atMicros() - asked.get(packet.transaction()));
            }
        }
        List<Long> sorted = took.values().stream().sorted().toList();
        long first = asked.values().stream().mapToLong(Long::longValue).min().orElse(0);
        long last = asked.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Answers(
                asked.size(),
                repeated,
                took.size(),
                sorted.isEmpty() ? 0 : sorted.getLast() / MICROS_PER_MILLI,
                sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / MICROS_PER_MILLI,
                (last - first) / MICROS_PER_SECOND);
    }
}
