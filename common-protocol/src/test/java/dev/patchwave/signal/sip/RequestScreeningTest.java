package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestScreeningTest {
    private static SipRequest request(String method, String uri, String... more) {
        SipHeaders headers = SipHeaders.of(
                        "From", "<sip:a@b>;tag=1", "To", "<sip:b@b>", "Call-ID", "c", "CSeq", "1 " + method)
                .with(SipHeaders.of(more));
        return new SipRequest(
                method,
                uri,
                headers,
                SipBody.NONE,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
                SipTransport.UDP);
    }

    private static int status(SipRequest request) {
        return RequestScreening.refusal(request).map(SipResponse::status).orElse(0);
    }

    @Test
    void schemesThatNobodyKnowsAreRefused() {
        assertEquals(0, status(request("MESSAGE", "sip:a@b")));
        assertEquals(0, status(request("MESSAGE", "SIPS:a@b")));
        assertEquals(0, status(request("MESSAGE", "tel:+49")));
        assertEquals(416, status(request("MESSAGE", "nobodyKnowsThisScheme:a")));
        assertEquals(416, status(request("MESSAGE", "noScheme")));
    }

    @Test
    void whatIsRequiredIsNamedInTheRefusalAndAProxysBusinessIsNot() {
        Optional<SipResponse> refusal = RequestScreening.refusal(
                request("OPTIONS", "sip:a@b", "Require", "one, two", "Require", "three", "Proxy-Require", "four"));
        assertEquals(420, refusal.orElseThrow().status());
        assertEquals(
                "one, two, three",
                refusal.orElseThrow().headers().first("Unsupported").orElseThrow());
        assertEquals(0, status(request("OPTIONS", "sip:a@b", "Proxy-Require", "four")));
        assertEquals(0, status(request("CANCEL", "sip:a@b", "Require", "one")));
    }

    @Test
    void encodedBodiesAreRefused() {
        assertEquals(415, status(request("MESSAGE", "sip:a@b", "Content-Encoding", "gzip")));
        assertEquals(0, status(request("MESSAGE", "sip:a@b", "Content-Encoding", "identity")));
    }
}
