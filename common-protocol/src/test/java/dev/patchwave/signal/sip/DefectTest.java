package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefectTest {
    private static final String GOOD = RawSip.message("sip:a@b.example", "z9hG4bK1");
    private static final int LIMIT_BYTES = 4_096;

    private static RawHead head(String message) {
        return RawHead.of(message.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Defect> defect(String message, boolean isStream) {
        return Defect.of(head(message), new Defect.Carriage(isStream, message.length(), LIMIT_BYTES));
    }

    private static int status(String message) {
        return defect(message, false).map(Defect::status).orElse(0);
    }

    @Test
    void aGoodRequestHasNone() {
        assertEquals(Optional.empty(), defect(GOOD, false));
        assertEquals(Optional.empty(), defect(GOOD, true));
        assertEquals(Optional.empty(), defect("\r\n\r\n" + GOOD, false));
        assertEquals(Optional.empty(), defect(GOOD.replace("Call-ID", "i").replace("CSeq: 1", "cseq\t:\r\n 1"), false));
    }

    @Test
    void whereTheNextMessageBeginsMustBeKnownInAStream() {
        assertTrue(defect(GOOD.replace("Content-Length: 0\r\n", ""), true)
                .orElseThrow()
                .endsConnection());
        assertTrue(defect(GOOD.replace("Length: 0", "Length: -1"), true)
                .orElseThrow()
                .endsConnection());
        assertTrue(defect(GOOD.replace("Length: 0", "Length: 0\r\nl: 1"), true)
                .orElseThrow()
                .endsConnection());
        Defect tooLarge =
                defect(GOOD.replace("Length: 0", "Length: 4000"), true).orElseThrow();
        assertEquals(513, tooLarge.status());
        assertTrue(tooLarge.endsConnection());
    }

    @Test
    void aDatagramMayDoWithoutContentLengthButMustHoldWhatItSays() {
        assertEquals(0, status(GOOD.replace("Content-Length: 0\r\n", "")));
        assertEquals(400, status(GOOD.replace("Length: 0", "Length: 1")));
        assertEquals(0, status(GOOD.replace("Length: 0", "Length: 1") + "x"));
        assertEquals(0, status(GOOD + "what comes after the body is ignored"));
    }

    @Test
    void headersThatEveryRequestHasAreThereOnceAndInTheirRange() {
        for (String name : new String[] {"Via", "From", "To", "Call-ID", "CSeq"}) {
            assertEquals(400, status(GOOD.replaceFirst(name + ":[^\r]*\r\n", "")), name);
        }
        assertEquals(400, status(GOOD.replace("CSeq: 1", "CSeq: 2 MESSAGE\r\nCSeq: 1")));
        assertEquals(400, status(GOOD.replace("CSeq: 1", "CSeq: 2147483648")));
        assertEquals(0, status(GOOD.replace("CSeq: 1", "CSeq: 2147483647")));
        assertEquals(400, status(GOOD.replace("1 MESSAGE", "1 OPTIONS")));
        assertEquals(400, status(GOOD.replace("Forwards: 70", "Forwards: 256")));
        assertEquals(0, status(GOOD.replace("Forwards: 70", "Forwards: 0")));
        assertEquals(505, status(GOOD.replaceFirst("SIP/2.0", "SIP/3.0")));
    }

    @Test
    void theAnswerToABrokenRequestHasWhatItsSenderKnowsItBy() {
        String broken = GOOD.replace("From: <", "From: \"open <").replace("CSeq: 1", "CSeq: x");
        SIPRequest skeleton = Skeleton.of(head(broken), Defect.UNREADABLE).orElseThrow();

        String answer = new MessageCodec("us")
                .encode(SipResponse.of(400), skeleton, "t")
                .toString();

        assertTrue(answer.contains("branch=z9hG4bK1"), answer);
        assertTrue(answer.contains("Call-ID: raw-z9hG4bK1"), answer);
        assertTrue(answer.contains("From: <sip:raw@op.example>;tag=r1"), answer);
        assertTrue(answer.contains("CSeq: 0 MESSAGE"), answer);
    }

    @Test
    void nobodyIsAnsweredWhoSaysNotWhoOrSendsAnAck() {
        assertEquals(Optional.empty(), Skeleton.of(head(GOOD.replace("Via", "Vie")), Defect.UNREADABLE));
        assertEquals(Optional.empty(), Skeleton.of(head(GOOD.replace("MESSAGE", "ACK")), Defect.UNREADABLE));
        assertEquals(Optional.empty(), Skeleton.of(head(""), Defect.UNREADABLE));
    }
}
