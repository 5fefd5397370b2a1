package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rubbish, cut connections and messages damaged at random: whatever comes, the endpoint lives and answers the next request. */
class DamagedMessagesTest {
    private static final int RANDOM_MESSAGES = 300;

    private final SipEndpoint endpoint = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "tortured/1"));
    private final ConcurrentLinkedQueue<SipRequest> received = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws IOException {
        endpoint.start((request, answer) -> {
            received.add(request);
            answer.send(SipResponse.of(200));
        });
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void aShortTortuousButValidMessageIsUnderstood() throws IOException {
        // RFC 4475 3.1.1.1: folded lines, odd case, compact names, escapes in quoted strings.
        String answer = ask(String.join(
                "\r\n",
                "MESSAGE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0",
                "TO :",
                " sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n",
                "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>",
                "  ;",
                "  tag = 98asjd8",
                "MaX-fOrWaRdS: 0068",
                "Call-ID: wsinv.ndaksdj@192.0.2.1",
                "Content-Length   : 0",
                "cseq: 0009",
                "  MESSAGE",
                "Via  : SIP  /   2.0",
                " /UDP",
                "    192.0.2.2;rport;branch=390skdjuw",
                "s :",
                "NewFangledHeader:   newfangled value",
                " continued newfangled value",
                "UnknownHeaderWithUnusualValue: ;;,,;;,;",
                "",
                ""));

        assertTrue(answer.startsWith("SIP/2.0 200"), answer);
        SipRequest request = received.remove();
        assertEquals("98asjd8", request.fromTag().orElseThrow());
        assertEquals("1918181833n", request.toTag().orElseThrow());
        assertEquals(9, request.cseq());
    }

    @Test
    void illFormedMessagesAreDroppedOrRefusedAndTheEndpointLives() throws IOException {
        for (Map.Entry<String, String> torture : tortures().entrySet()) {
            try (var raw = new RawSip(endpoint.localUri())) {
                raw.send(torture.getValue());
            }
            assertLives("after: " + torture.getKey());
        }
    }

    @Test
    void randomlyDamagedMessagesDoNotHarm() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (var raw = new RawSip(endpoint.localUri())) {
            for (int i = 0; i < RANDOM_MESSAGES; i++) {
                StringBuilder text = new StringBuilder(RawSip.message(endpoint.localUri(), "z9hG4bKd" + i));
                for (int damage = random.nextInt(1, 8); damage > 0; damage--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                        case 1 -> text.deleteCharAt(at);
                        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
                    }
                }
                raw.send(text.toString());
            }
        }
        assertLives("seed " + seed);
    }

    @Test
    void rubbishOnTcpClosesThatConnectionOnly() throws IOException {
        SipUri target = SipUri.parse(endpoint.localUri(SipTransport.TCP));
        try (var socket = new Socket(target.host(), target.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream()
                    .write(("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 99999999999\r\n\r\n" + "x".repeat(100_000))
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException closedOnUs) {
            assertTrue(closedOnUs.getMessage() != null);
        }
        assertLives("after rubbish on TCP");
    }

    @Test
    void severalReturnsInARowKillNoThread() throws IOException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        ConcurrentLinkedQueue<Throwable> died = new ConcurrentLinkedQueue<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> died.add(fault));
        SipUri target = SipUri.parse(endpoint.localUri(SipTransport.TCP));
        try (var socket = new Socket(target.host(), target.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write("MESSAGE sip:a@b SIP/2.0\r\r\r\n\r\r\r\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, socket.getInputStream().read()); // No Via, no Content-Length.
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertTrue(died.isEmpty(), died::toString);
    }

    @Test
    void aCutConnectionInTheMiddleOfAMessageDoesNotHarm() throws IOException {
        SipUri target = SipUri.parse(endpoint.localUri(SipTransport.TCP));
        String whole = RawSip.message(endpoint.localUri(), "z9hG4bKcut").replace("/UDP", "/TCP");
        try (var socket = new Socket(target.host(), target.port())) {
            socket.getOutputStream().write(whole.substring(0, 150).getBytes(StandardCharsets.US_ASCII));
        }
        try (var socket = new Socket(target.host(), target.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] start = in.readNBytes(11);
            assertEquals("SIP/2.0 200", new String(start, StandardCharsets.US_ASCII));
        }
    }

    private Map<String, String> tortures() {
        String good = RawSip.message(endpoint.localUri(), "z9hG4bKtorture");
        Map<String, String> all = new TreeMap<>();
        all.put("empty", "");
        all.put("keep-alive", "\r\n\r\n");
        all.put("binary", "\0\1\2\3\377");
        all.put("3.1.2.1 extraneous header field separators", good.replace("Max-Forwards", ";;,;\r\nMax-Forwards"));
        all.put(
                "3.1.2.2 content length larger than message",
                good.replace("Content-Length: 0", "Content-Length: 9999"));
        all.put("3.1.2.3 negative content length", good.replace("Content-Length: 0", "Content-Length: -999"));
        all.put("3.1.2.4 scalar fields with overlarge values", good.replace("CSeq: 1", "CSeq: 36893488147419103232"));
        all.put("3.1.2.6 unterminated quoted string", good.replace("From: ", "From: \"Mr. J. User "));
        all.put("3.1.2.7 request URI in angle brackets", good.replaceFirst("sip:[^ ]+", "<sip:user@example.com>"));
        all.put("3.1.2.8 white space in the request URI", good.replaceFirst("sip:[^ ]+", "sip:user@example.com; lr"));
        all.put("3.1.2.9 several spaces in the request line", good.replaceFirst(" SIP/2.0", "   SIP/2.0"));
        all.put("3.1.2.10 spaces after the request line", good.replaceFirst("SIP/2.0", "SIP/2.0  "));
        all.put("3.1.2.14 unusual URI in To", good.replaceFirst("To: <sip:", "To: <://x;"));
        all.put("3.1.2.16 unknown protocol version", good.replaceFirst("SIP/2.0\r", "SIP/7.0\r"));
        all.put("3.1.2.17 method and CSeq differ", good.replace("1 MESSAGE", "1 INVITE"));
        all.put("3.1.2.18 unknown method and CSeq differ", good.replaceFirst("MESSAGE", "NEWMETHOD"));
        all.put(
                "3.3.1 missing required headers",
                "MESSAGE sip:a@b SIP/2.0\r\nCSeq: 193 MESSAGE\r\nContent-Length: 0\r\n\r\n");
        all.put("3.3.2 unknown scheme", good.replaceFirst("sip:", "nobodyKnowsThisScheme:"));
        all.put("3.3.7 several values where one is due", good.replace("CSeq: 1", "CSeq: 5 MESSAGE\r\nCSeq: 1"));
        all.put(
                "3.3.8 several content lengths",
                good.replace("Content-Length: 0", "Content-Length: 13\r\nContent-Length: 5"));
        all.put("response without a request", good.replaceFirst("^[^\r]*", "SIP/2.0 200 OK"));
        all.put(
                "3.1.2.19 overlarge response code",
                good.replaceFirst("^[^\r]*", "SIP/2.0 4294967301 better not break"));
        all.put("no Via", good.replaceFirst("Via:[^\r]*\r\n", ""));
        all.put("Via without a host", good.replace("127.0.0.1:9", ""));
        all.put("port out of range", good.replace("127.0.0.1:9", "127.0.0.1:999999"));
        all.put("very long line", good.replace("Max-Forwards", "X-Long: " + "y".repeat(12_000) + "\r\nMax-Forwards"));
        all.put("larger than the limit", good.replace("Content-Length: 0", "X-Long: " + "y".repeat(40_000)));
        all.put("many headers", good.replace("Max-Forwards", "X: 1\r\n".repeat(1_500) + "Max-Forwards"));
        return all;
    }

    private String ask(String message) throws IOException {
        try (var raw = new RawSip(endpoint.localUri())) {
            return raw.ask(message);
        }
    }

    private void assertLives(String context) throws IOException {
        String branch = "z9hG4bKlives" + System.nanoTime();
        String answer = ask(RawSip.message(endpoint.localUri(), branch));
        assertTrue(answer.startsWith("SIP/2.0 200"), () -> context + ": " + answer);
    }
}
