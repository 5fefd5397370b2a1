package dev.patchwave.benchmarks;

import java.util.Optional;

/**
 * One SIP message that SIPp sent or received, as a line of its short message log tells it.
 *
 * @param atMicros since the epoch
 * @param cseq number and method
 */
record Packet(long atMicros, boolean sent, String callId, String cseq, String startLine) {
    private static final int FIELDS = 7;
    private static final double MICROS = 1e6;

    /** Empty for a line that is none, or not whole yet. */
    static Optional<Packet> parse(String line) {
        String[] fields = line.split("\t", FIELDS);
        if (fields.length < FIELDS) {
            return Optional.empty();
        }
        String cseq = fields[5].substring(fields[5].indexOf(':') + 1).trim();
        return Optional.of(new Packet(micros(fields[2]), fields[3].equals("S"), fields[4], cseq, fields[6]));
    }

    private static long micros(String epochSeconds) {
        return Math.round(Double.parseDouble(epochSeconds) * MICROS);
    }

    boolean isReceived(String method) {
        return !sent && startLine.startsWith(method + " ");
    }

    boolean isSent(String method) {
        return sent && startLine.startsWith(method + " ");
    }

    /** The final answer to a request of {@code method}, sent or received. */
    boolean answers(String method) {
        return startLine.startsWith("SIP/2.0 2") && cseq.endsWith(" " + method);
    }

    /** The same for a request, its retransmissions and its answers. */
    String transaction() {
        return callId + " " + cseq;
    }
}
