package dev.patchwave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacketTest {
    private static final String NOTIFY = "NOTIFY sip:u@198.51.100.7 SIP/2.0";
    private static final String REGISTER = "REGISTER sip:as SIP/2.0";
    private static final String OK = "SIP/2.0 200 OK";

    @Test
    void aRetransmissionIsNoSecondClient() {
        var arrivals = Arrivals.of(List.of(packets(
                line("1.000000", "R", "a", "2 NOTIFY", NOTIFY),
                line("1.000100", "S", "a", "2 NOTIFY", OK),
                line("1.500000", "R", "a", "2 NOTIFY", NOTIFY),
                line("2.000000", "R", "b", "2 NOTIFY", NOTIFY),
                line("2.000100", "S", "b", "2 NOTIFY", OK))));

        assertEquals(2, arrivals.reached());
        assertEquals(1, arrivals.repeated());
        assertEquals(1.0, arrivals.seconds(), 1e-9);
        assertEquals(2 / 1.0001, arrivals.perSecond(), 1e-6);
    }

    @Test
    void answersAreMatchedToTheFirstSending() {
        var answers = Answers.of(
                packets(
                        line("1.000000", "S", "a", "1 REGISTER", REGISTER),
                        line("1.500000", "S", "a", "1 REGISTER", REGISTER),
                        line("1.600000", "R", "a", "1 REGISTER", OK),
                        line("1.600000", "S", "b", "1 REGISTER", REGISTER),
                        line("1.700000", "R", "b", "1 REGISTER", "SIP/2.0 503 Service Unavailable")),
                "REGISTER");

        assertEquals(2, answers.asked());
        assertEquals(1, answers.repeated());
        assertEquals(1, answers.answered());
        assertEquals(600, answers.worstMillis(), 1e-6);
    }

    @Test
    void halfALineIsLeftForLater() {
        assertEquals(List.of(), packets("2026-11-26\t03:59:42.759231\t1795665582.759231\tR\t1-1@127"));
    }

    private static String line(String at, String way, String callId, String cseq, String start) {
        return "2026-01-01\t00:00:00\t" + at + "\t" + way + "\t" + callId + "\tCSeq:" + cseq + "\t" + start;
    }

    private static List<Packet> packets(String... lines) {
        return Stream.of(lines).flatMap(line -> Packet.parse(line).stream()).toList();
    }
}
