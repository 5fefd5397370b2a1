package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may tell a client what to do; the P-CSCF or the source is at 127.0.0.1. */
class ServiceIdentityTest {
    private static final String SERVICE = "sip:software@op.example";

    private final ServiceIdentity behindProxy = ServiceIdentity.assertedBy("sip:127.0.0.1:5060", SERVICE);
    private final ServiceIdentity standalone = ServiceIdentity.at("sip:127.0.0.1:5060", SERVICE);

    ServiceIdentityTest() throws UnknownHostException {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1 | <sip:software@op.example>                  | true
            127.0.0.1 | "Software" <sip:software@op.example;x=1>   | true
            127.0.0.1 | <sip:software@op.example>, <tel:+99912345> | true
            127.0.0.2 | <sip:software@op.example>                  | false
            127.0.0.1 | <sip:mallory@op.example>                   | false
            127.0.0.1 | <sip:software@evil.example>                | false
            127.0.0.1 | <sip:software@op.example>, <sip:mallory@op.example> | false
            127.0.0.1 | <tel:+99912345>                            | false
            127.0.0.1 | rubbish                                    | false
            127.0.0.1 | ''                                         | false
            """)
    void behindAProxyItIsWhoTheNetworkSaysAndFromTheProxy(String from, String asserted, boolean obeyed)
            throws UnknownHostException {
        assertEquals(obeyed, behindProxy.sent(message(from, SERVICE, asserted)));
    }

    @Test
    void fromAloneIsNeverEnoughBehindAProxy() throws UnknownHostException {
        assertFalse(behindProxy.sent(message("127.0.0.1", SERVICE, null)));
    }

    @Test
    void insideADialogNothingNeedBeAssertedButTheWrongOneMustNotBe() throws UnknownHostException {
        assertTrue(behindProxy.notified(message("127.0.0.1", SERVICE, null)));
        assertTrue(behindProxy.notified(message("127.0.0.1", SERVICE, "<sip:software@op.example>")));
        assertFalse(behindProxy.notified(message("127.0.0.1", SERVICE, "<sip:mallory@op.example>")));
        assertFalse(behindProxy.notified(message("127.0.0.2", SERVICE, null)));
    }

    @Test
    void standaloneTheSendersNameAndTheRegistrarsAddressCount() throws UnknownHostException {
        assertTrue(standalone.sent(message("127.0.0.1", SERVICE, null)));
        assertFalse(standalone.sent(message("127.0.0.1", "sip:mallory@op.example", null)));
        assertFalse(standalone.sent(message("127.0.0.2", SERVICE, null)));
        assertFalse(standalone.sent(message("127.0.0.1", SERVICE, "<sip:mallory@op.example>")));
        assertTrue(standalone.notified(message("127.0.0.2", SERVICE, null)));
    }

    private static SipRequest message(String remote, String from, String asserted) throws UnknownHostException {
        var headers = SipHeaders.of(
                "From", "<" + from + ">;tag=1", "To", "<sip:alice@op.example>", "Call-ID", "c", "CSeq", "1 MESSAGE");
        return new SipRequest(
                "MESSAGE",
                "sip:alice@127.0.0.9",
                asserted == null ? headers : headers.with("P-Asserted-Identity", asserted),
                SipBody.NONE,
                new InetSocketAddress(InetAddress.getByName(remote), 5_060),
                SipTransport.UDP);
    }
}
