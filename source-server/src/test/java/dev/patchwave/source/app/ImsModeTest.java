package dev.patchwave.source.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a source behind a CSCF does; what a real core does is tested by the system tests. */
class ImsModeTest extends SourceBehindCscf {
    @Test
    void aRegistrationIsAnsweredWithTheSameExpiryWhateverItsBody() {
        String register = embedded(ALICE, FeatureTag.CLIENT, 3600);
        for (SipBody body : List.of(
                SipBody.NONE,
                SipBody.of("message/sip", register),
                SipBody.of("application/3gpp-ims+xml", "<ims-3gpp version=\"1\"><service-info/></ims-3gpp>"),
                SipBody.of(
                        "multipart/mixed;boundary=b",
                        "--b\r\nContent-Type: message/sip\r\n\r\n" + register + "\r\n--b--"),
                SipBody.of("message/sip", "no SIP at all"))) {
            SipResponse answer = cscf.send(register(ALICE, 3720, body, "001010001000001"));

            assertEquals(200, answer.status(), body.toString());
            assertEquals(Optional.of("3720"), answer.headers().first("Expires"));
        }
        assertEquals(
                Optional.of("0"),
                cscf.send(register(ALICE, 0, SipBody.NONE, "001010001000001"))
                        .headers()
                        .first("Expires"));
    }

    @Test
    void aRegisterFromElsewhereIsRefused() throws IOException {
        try (var stranger = new TestCscf("127.0.0.1")) {
            var answer = stranger.send(stranger.request("REGISTER", source.sipUri(), ALICE, source.sipUri())
                    .to(ALICE)
                    .header("Expires", "3600"));

            assertEquals(403, answer.status());
        }
    }

    @Test
    void anAssertedAdminForcesAndOurClientIsToldByMessage() throws Exception {
        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010001000001"));

        assertEquals(200, cscf.send(force("c1")).status());

        SipRequest message = awaited("MESSAGE", ALICE);
        assertEquals(
                RELEASE,
                ((Signal.ForceUpgrade) SignalCodec.decode(message.body().bytes())).release());
        assertEquals(ALICE, message.requestUri());
        assertEquals(Optional.of("<" + SERVICE + ">"), message.headers().first("P-Asserted-Identity"));
        assertTrue(message.headers().first("Accept-Contact").orElseThrow().contains(FeatureTag.CLIENT));
        assertTrue(message.headers().first("P-Charging-Vector").orElseThrow().contains("orig-ioi=op.example"));
        assertTrue(message.headers().first("Route").orElseThrow().contains(cscf.uri()));
    }

    @Test
    void whoIsNoAdminOrIsNotAssertedForcesNothing() throws IOException {
        assertEquals(403, cscf.send(force("c1", ALICE)).status());
        try (var stranger = new TestCscf("127.0.0.1")) {
            var forged = stranger.request("MESSAGE", SERVICE, ADMIN, source.sipUri())
                    .header("P-Asserted-Identity", "<" + ADMIN + ">")
                    .body(body(command("c2")));

            assertEquals(403, stranger.send(forged).status());
        }
    }

    @Test
    void aPhoneWithoutOurFeatureIsSentNothingAndKeepsMessagesFromItsNeighbour() throws Exception {
        cscf.send(register(ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, "audio", 3600)), "001010001000001"));
        cscf.send(register(
                "sip:bob@op.example",
                3600,
                SipBody.of("message/sip", embedded("sip:bob@op.example", FeatureTag.CLIENT, 3600)),
                "001010001000001"));
        cscf.send(register(
                "sip:bob@op.example",
                3600,
                SipBody.of("message/sip", embedded("sip:bob@op.example", "audio", 3600)),
                "001010001000001"));
        cscf.send(register(
                "sip:carol@op.example",
                3600,
                SipBody.of("message/sip", embedded("sip:carol@op.example", FeatureTag.CLIENT, 3600)),
                "001010001000001"));

        assertEquals(200, cscf.send(force("c1")).status());
        awaited("MESSAGE", "sip:carol@op.example");

        assertFalse(
                cscf.received.stream().anyMatch(request -> request.requestUri().equals(ALICE)));
        assertFalse(
                cscf.received.stream().anyMatch(request -> request.requestUri().startsWith("sip:bob@")));
    }

    @Test
    void aSubscriberIsNotifiedAlongItsRouteAndMovesToItsNewCache() throws Exception {
        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010001000001"));
        assertEquals(200, cscf.send(subscribe()).status());
        awaited("NOTIFY", "sip:alice@198.51.100.7");
        assertEquals(200, cscf.send(force("c1")).status());

        SipRequest first = awaited("NOTIFY", "sip:alice@198.51.100.7");
        assertTrue(
                first.body().contentType().contains("127.0.0.1:18081"),
                first.body().contentType());
        assertTrue(
                first.headers().first("Route").orElseThrow().contains("lr=on;ftag="),
                "Record-Route comes back untouched");

        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010002000001"));

        SipRequest second = awaited("NOTIFY", "sip:alice@198.51.100.7");
        assertTrue(
                second.body().contentType().contains("127.0.0.1:18082"),
                second.body().contentType());
    }
}
