package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that takes ten requests at once, and those who ask more of it, over loopback. */
class OverloadTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SipEndpoint proxy = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "proxy/1"));
    private final SipEndpoint source = SipEndpoint.of(new SipEndpointConfig(
            LOOPBACK, 0, List.of(SipTransport.UDP, SipTransport.TCP), "source/1", 16_384, 10, 10));
    private final Queue<SipAnswer> owed = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws IOException {
        proxy.start((request, answer) -> answer.send(SipResponse.of(481)));
        source.start((request, answer) -> {
            if (request.method().equals("OPTIONS")) {
                answer.send(SipResponse.of(200));
            } else {
                owed.add(answer);
            }
        });
    }

    @AfterEach
    void stop() {
        proxy.close();
        source.close();
    }

    @Test
    void atRestNobodyIsToldAnything() throws Exception {
        var response = ask("OPTIONS");

        assertEquals(200, response.status());
        assertTrue(response.overload().isEmpty());
    }

    @Test
    void subscriptionsAreRefusedFirstAndRegistrationsLast() throws Exception {
        hold(5);
        assertEquals(503, ask("SUBSCRIBE").status());
        assertEquals(200, ask("OPTIONS").status());
        hold(8);
        assertEquals(503, ask("OPTIONS").status());
        hold(10);
        assertEquals(503, ask("REGISTER").status());

        var load = source.load();
        assertEquals(Map.of("SUBSCRIBE", 1L, "OPTIONS", 1L, "REGISTER", 1L), load.shed());
        assertEquals(10, load.unanswered());
        assertEquals(10, load.unansweredLimit());
        assertEquals(100, load.pressurePercent());
        assertEquals(10, proxy.load().waiting());

        owed.forEach(answer -> answer.send(SipResponse.of(200)));
        await().atMost(PATIENCE).until(() -> source.load().unanswered() == 0);
        owed.clear();
        var unused = ask("SUBSCRIBE", PATIENCE.toMillis());
        await().atMost(PATIENCE).until(() -> owed.size() == 1);
    }

    @Test
    void theNeighbourIsToldHowMuchToHoldBackUntilTheLoadEnds() throws Exception {
        hold(8);

        var refused = ask("SUBSCRIBE");
        assertTrue(refused.headers().first("Retry-After").isEmpty(), "it would stop all traffic of a proxy");
        var asked = refused.overload().orElseThrow();
        assertEquals(60, asked.lossPercent());
        assertTrue(asked.validity().compareTo(Duration.ofSeconds(1)) <= 0
                && asked.validity().toMillis() > 500);

        owed.forEach(answer -> answer.send(SipResponse.of(200)));
        await().atMost(PATIENCE).until(() -> source.load().unanswered() == 0);
        assertTrue(ask("OPTIONS").overload().isEmpty(), "the end is told before the validity is over");
    }

    @Test
    void whoIsBehindAProxyGetsATimeOfTheirOwn() throws Exception {
        hold(8);
        String direct = RawSip.message(source.localUri(), "z9hG4bKdirect").replace("MESSAGE", "OPTIONS");
        String behind = direct.replace("z9hG4bKdirect", "z9hG4bKproxy")
                .replace("Max-Forwards", "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKue\r\nMax-Forwards");
        try (var raw = new RawSip(source.localUri())) {
            String bare = raw.ask(direct);
            assertTrue(bare.startsWith("SIP/2.0 503") && !bare.contains("Retry-After"), bare);
            String timed = raw.ask(behind);
            Matcher seconds = Pattern.compile("Retry-After: (\\d+)").matcher(timed);
            assertTrue(timed.startsWith("SIP/2.0 500") && seconds.find(), timed);
            int wait = Integer.parseInt(seconds.group(1));
            assertTrue(wait >= 5 && wait <= 20, timed);
        }
    }

    @Test
    void onlyWhoSaysSoIsToldAndInTheFormOfTheStandard() throws Exception {
        hold(8);
        String deaf = RawSip.message(source.localUri(), "z9hG4bKdeaf");
        String hears =
                RawSip.message(source.localUri(), "z9hG4bKhears").replace(";rport", ";rport;oc;oc-algo=\"loss,rate\"");
        String other =
                RawSip.message(source.localUri(), "z9hG4bKother").replace(";rport", ";rport;oc;oc-algo=\"rate\"");
        try (var raw = new RawSip(source.localUri())) {
            assertFalse(raw.ask(deaf).contains("oc="));
            assertFalse(raw.ask(other).contains("oc="));
            String told = raw.ask(hears);
            assertTrue(
                    Pattern.compile("Via: [^\r]*;oc=60(;|\r)").matcher(told).find()
                            && told.contains(";oc-algo=\"loss\"")
                            && told.contains(";oc-validity=1000")
                            && Pattern.compile(";oc-seq=\\d{10}\\.\\d{3}(;|\r)")
                                    .matcher(told)
                                    .find(),
                    told);
        }
    }

    @Test
    void ourRequestsSayThatWeListen() throws Exception {
        try (var raw = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var packet = new DatagramPacket(new byte[4_096], 4_096);
            var unused = proxy.send(request("OPTIONS", "sip:127.0.0.1:" + raw.getLocalPort()), Duration.ofSeconds(1));
            raw.setSoTimeout(10_000);
            raw.receive(packet);
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
            assertTrue(
                    Pattern.compile("Via: [^\r]*;oc(;|\r)").matcher(text).find() && text.contains(";oc-algo=\"loss\""),
                    text);
        }
    }

    /** Sends requests that stay without an answer until so many are. */
    private void hold(int count) {
        for (int i = owed.size(); i < count; i++) {
            var unused = ask("REGISTER", 30_000);
        }
        await().atMost(PATIENCE).until(() -> owed.size() == count);
    }

    private SipResponse ask(String method) throws Exception {
        return ask(method, PATIENCE.toMillis()).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<SipResponse> ask(String method, long millis) {
        return proxy.send(request(method, source.localUri()), Duration.ofMillis(millis));
    }

    private static OutgoingRequest request(String method, String uri) {
        return OutgoingRequest.to(method, uri)
                .from("sip:alice@op.example", "a1")
                .callId("call-" + System.nanoTime())
                .header("Event", "ua-profile")
                .contact("<sip:alice@127.0.0.1:9>")
                .build();
    }
}
