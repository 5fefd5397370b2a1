package dev.patchwave.source.ims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Admission;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipTransport;
import dev.patchwave.source.core.AddressPrefix;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssertedAdmissionTest {
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final SubscriberId BOB = new SubscriberId("sip:bob@op.example");
    private static final ImsCore CORE =
            new ImsCore(List.of(AddressPrefix.parse("192.0.2.16/28")), "sip:192.0.2.20:5060", "op.example");
    private static final String TRUSTED = "192.0.2.20";
    private static final String STRANGER = "198.51.100.7";

    private final AssertedAdmission door = new AssertedAdmission(
            CORE, request -> request.toTag().filter("known"::equals).map(tag -> BOB), AssertedAdmission::nobody);

    @Test
    void whomTheCoreAssertsComesInWhateverFromSays() {
        assertEquals(new Admission.Admitted(ALICE), admit(TRUSTED, "", "<sip:alice@op.example>"));
        assertEquals(
                new Admission.Admitted(ALICE),
                admit(TRUSTED, "", "<tel:+99912345>", "\"Alice\" <sip:alice@op.example;user=phone>"));
    }

    @Test
    void anAssertionFromElsewhereCountsForNothing() {
        assertEquals(403, refused(admit(STRANGER, "", "<sip:alice@op.example>")));
        assertEquals(403, refused(admit(STRANGER, ";tag=known", "<sip:alice@op.example>")));
    }

    @Test
    void insideADialogTheSubscriberIsMeant() {
        assertEquals(new Admission.Admitted(BOB), admit(TRUSTED, ";tag=known"));
        assertEquals(481, refused(admit(TRUSTED, ";tag=other")));
    }

    @Test
    void withoutAnAssertionNobodyComesIn() {
        assertEquals(403, refused(admit(TRUSTED, "")));
        assertEquals(403, refused(admit(TRUSTED, "", "<tel:+99912345>")));
    }

    private Admission admit(String from, String toTag, String... asserted) {
        SipHeaders headers = SipHeaders.of(
                "From", "<sip:bob@op.example>;tag=a",
                "To", "<sip:software@op.example>" + toTag,
                "Call-ID", "c1",
                "CSeq", "1 SUBSCRIBE");
        for (String identity : asserted) {
            headers = headers.with("P-Asserted-Identity", identity);
        }
        var request = new SipRequest(
                "SUBSCRIBE",
                "sip:software@op.example",
                headers,
                SipBody.NONE,
                new InetSocketAddress(AddressPrefix.address(from), 5060),
                SipTransport.UDP);
        return door.admit(request, Instant.EPOCH);
    }

    private static int refused(Admission admission) {
        return assertInstanceOf(Admission.Refused.class, admission).response().status();
    }
}
