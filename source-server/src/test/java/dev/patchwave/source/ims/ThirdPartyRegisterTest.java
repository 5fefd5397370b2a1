package dev.patchwave.source.ims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThirdPartyRegisterTest {
    private static final String INSTANCE = "urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
    private static final String OURS = "<sip:alice@198.51.100.7:5060;alias=198.51.100.7~5060~1>;" + FeatureTag.CLIENT
            + ";+sip.instance=\"<" + INSTANCE + ">\";reg-id=1";

    @Test
    void withoutABodyItIsOfTheSubscriberAlone() {
        var register = read(SipBody.NONE, "Expires", "3720", "P-Visited-Network-ID", "\"visited.example\";x=1");

        assertEquals(new SubscriberId("sip:alice@op.example"), register.subscriber());
        assertEquals(Duration.ofMinutes(62), register.lasts());
        assertEquals(List.of(), register.devices());
        assertEquals(Optional.of("visited.example"), register.visitedNetwork());
    }

    @Test
    void theEmbeddedRegisterTellsTheDevice() {
        var device =
                read(SipBody.of("message/sip", embedded(OURS, 3600))).devices().getFirst();

        assertEquals(Optional.of(InstanceId.parse(INSTANCE)), device.instance());
        assertEquals("sip:alice@198.51.100.7:5060;alias=198.51.100.7~5060~1", device.contactUri());
        assertTrue(device.carriesFeature());
        assertEquals(Duration.ofHours(1), device.lasts());
    }

    @Test
    void aPhoneOfAnotherMakerIsToldFromOurs() {
        var devices = read(SipBody.of("message/sip", embedded("<sip:alice@198.51.100.8:5060>", 3600)))
                .devices();

        assertFalse(devices.getFirst().carriesFeature());
        assertEquals(Optional.empty(), devices.getFirst().instance());
    }

    @Test
    void aDeviceTakesItsContactBack() {
        for (String body : List.of(embedded(OURS, 0), embedded(OURS + ";expires=0", 3600))) {
            var register = read(SipBody.of("message/sip", body), "Expires", "3720");

            assertEquals(Duration.ZERO, register.lasts(register.devices().getFirst()));
        }
    }

    @Test
    void theCoreSaysHowLongADeviceIsThereUnlessItContradictsIt() {
        var granted = read(SipBody.of("message/sip", embedded(OURS, 3600)), "Expires", "7320");
        var contradicted = read(SipBody.of("message/sip", embedded(OURS, 3600)), "Expires", "0");

        assertEquals(Duration.ofMinutes(122), granted.lasts(granted.devices().getFirst()));
        assertEquals(
                Duration.ofHours(1), contradicted.lasts(contradicted.devices().getFirst()));
        assertEquals(Duration.ofHours(1), contradicted.longest());
    }

    @Test
    void severalPartsHoldTheAnswerWithItsGruu() {
        String gruu = "sip:alice@op.example;gr=" + INSTANCE;
        String answer = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bKa\r\n"
                + "From: <sip:alice@op.example>;tag=1\r\nTo: <sip:alice@op.example>;tag=2\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n"
                + "Contact: " + OURS + ";pub-gruu=\"" + gruu + "\";expires=3600\r\nContent-Length: 0\r\n\r\n";
        String body = "--b1\r\nContent-Type: application/3gpp-ims+xml\r\n\r\n<ims-3gpp version=\"1\"/>\r\n"
                + "--b1\r\nContent-Type: message/sip\r\n\r\n" + embedded(OURS, 3600) + "\r\n"
                + "--b1\r\nContent-Type: message/sip\r\n\r\n" + answer + "\r\n--b1--\r\n";

        var devices = read(SipBody.of("multipart/mixed;boundary=\"b1\"", body)).devices();

        assertEquals(1, devices.size());
        assertEquals(Optional.of(gruu), devices.getFirst().gruu());
    }

    @Test
    void serviceInformationAndRubbishAreNoDevices() {
        for (String type : List.of(
                "application/3gpp-ims+xml",
                "message/sip",
                "multipart/mixed",
                "multipart/mixed;boundary=\"\"",
                "text/plain")) {
            assertEquals(
                    List.of(), read(SipBody.of(type, "<ims-3gpp/>\r\n\r\n--x")).devices(), type);
        }
    }

    @Test
    void theChargingVectorIsKept() {
        var register = read(
                SipBody.NONE,
                "P-Charging-Vector",
                "icid-value=\"ab 12\";icid-generated-at=192.0.2.20;orig-ioi=op.example",
                "P-Charging-Function-Addresses",
                "ccf=192.0.2.9");

        assertEquals(Optional.of("ab 12"), register.charging().icid());
        assertEquals(Optional.of("op.example"), register.charging().originatingNetwork());
        assertEquals(Optional.of("ccf=192.0.2.9"), register.charging().functions());
    }

    @Test
    void whoHasNoSipIdentityIsRefused() {
        var headers = headers("<tel:+99912345>");

        var request = request(headers, SipBody.NONE);

        assertThrows(IllegalArgumentException.class, () -> ThirdPartyRegister.of(request));
    }

    private static ThirdPartyRegister read(SipBody body, String... more) {
        return ThirdPartyRegister.of(request(headers("<sip:alice@op.example>").with(SipHeaders.of(more)), body));
    }

    private static SipHeaders headers(String to) {
        return SipHeaders.of("From", "<sip:scscf.op.example>;tag=s", "To", to, "Call-ID", "c1", "CSeq", "1 REGISTER");
    }

    private static SipRequest request(SipHeaders headers, SipBody body) {
        return new SipRequest(
                "REGISTER",
                "sip:192.0.2.1:5060",
                headers,
                body,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060),
                SipTransport.UDP);
    }

    private static String embedded(String contact, int expires) {
        return "REGISTER sip:op.example SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bKa\r\n"
                + "From: <sip:alice@op.example>;tag=1\r\nTo: <sip:alice@op.example>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n"
                + "Max-Forwards: 70\r\nAuthorization: Digest username=\"alice\",response=\"secret\"\r\nContact: "
                + contact
                + "\r\nExpires: " + expires + "\r\nUser-Agent: patchwave-client\r\nContent-Length: 0\r\n\r\n";
    }
}
