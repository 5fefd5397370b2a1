package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Progress;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.MemberReport.Stat;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmCodecTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    private static final InstanceId DEVICE = new InstanceId(new UUID(1, 2));
    private static final Holder ALICE =
            new Holder(new HolderId("p-a11ce"), HolderKind.PEER, URI.create("http://10.1.0.7:8090"));
    private static final Holder CACHE =
            new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://10.1.0.1:8080"));
    private static final String SMALLEST = """
            {"request_type":"FIND","peer_id":"p-b0b","swarm_id":"ims-client@4.2.1","bitfield":"AwA="}""";

    @Test
    void aReportComesBackAsItWas() {
        var report = MemberReport.of(Request.CONNECT, new HolderId("p-b0b"), RELEASE, Bitfield.of(12, 0, 1))
                .with(Action.JOIN)
                .wanting(4, Bitfield.of(12, 5))
                .withFaults(List.of(new Fault(7, ALICE.id(), Fault.Reason.CORRUPT)))
                .servingAt(new ServingAddress("10.1.0.9", 8091), OptionalLong.of(10_000_000))
                .withProgress(List.of(new Progress(DEVICE, Bitfield.of(12, 3))))
                .with(DEVICE)
                .with(new Stat(17, new TreeMap<>(Map.of(HolderKind.PEER, 5L))));

        assertEquals(report, SwarmCodec.readReport(SwarmCodec.write(report), RELEASE, 12));
    }

    @Test
    void whoServesByTlsIsSentToByHttps() {
        var report = MemberReport.of(Request.CONNECT, new HolderId("cache-2"), RELEASE, Bitfield.of(12))
                .servingAt(new ServingAddress("10.1.0.9", 8091, true), OptionalLong.empty());

        var read = SwarmCodec.readReport(SwarmCodec.write(report), RELEASE, 12);

        assertEquals(report, read);
        assertEquals(
                URI.create("https://10.1.0.9:8091"),
                read.address().orElseThrow().seenFrom("10.1.0.9"));
    }

    @Test
    void aFingerprintIsHandedOnAndNeverPrinted() {
        var pin = CertificatePin.of(new byte[] {1, 2, 3});
        var report = MemberReport.of(Request.CONNECT, ALICE.id(), RELEASE, Bitfield.of(12))
                .servingAt(new ServingAddress("10.1.0.7", 8090, true, Optional.of(pin)), OptionalLong.empty());
        var holder = new Holder(ALICE.id(), HolderKind.PEER, URI.create("https://10.1.0.7:8090"), Optional.of(pin));
        var busy = new BusyAnswer(Duration.ofSeconds(1), List.of(holder));

        assertEquals(report, SwarmCodec.readReport(SwarmCodec.write(report), RELEASE, 12));
        assertEquals(busy, SwarmCodec.readBusy(SwarmCodec.write(busy)));
        assertFalse((report + " " + holder).contains(pin.hex()));
    }

    @Test
    void aReportOfFewWordsIsEnough() {
        var report = SwarmCodec.readReport(bytes(SMALLEST), RELEASE, 12);

        assertEquals(MemberReport.of(Request.FIND, new HolderId("p-b0b"), RELEASE, Bitfield.of(12, 0, 1)), report);
    }

    @Test
    void aPlanComesBackAsItWas() {
        var plan = new SwarmPlan(
                RELEASE,
                List.of(new Assignment(7, false, List.of(ALICE, CACHE)), new Assignment(8, true, List.of())),
                List.of(CACHE),
                Duration.ofMillis(500));

        assertEquals(plan, SwarmCodec.readPlan(SwarmCodec.write(plan), RELEASE, 12));
    }

    @Test
    void aBusyAnswerComesBackAsItWas() {
        var busy = new BusyAnswer(Duration.ofMillis(1_500), List.of(ALICE));

        assertEquals(busy, SwarmCodec.readBusy(SwarmCodec.write(busy)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "peer_id":"-"                                                      | peer_id "-": holder '-': 1 to 80
            "bitfield":"AwD/"                                                  | bitfield "AwD/": a bitfield of 12 segments has 2 bytes, not 3
            "request_type":"to join"                                           | request_type "to join"
            "request_type":7                                                   | request_type 7: expected a string
            "strain":""                                                        | strain "": '': expected idle, easy
            "want":257                                                         | want 257: expected 0 to 256
            "want":1.5                                                         | want 1.5: expected an integer
            "in_flight":[12]                                                   | in_flight 12: expected 0 to 11
            "in_flight":{}                                                     | in_flight {}: expected an array
            "faults":[{"segment":1,"peer_id":"p-1","reason":"ugly!"}]          | reason "ugly!": 'ugly!': expected corrupt, unreachable, busy, slow or missing
            "faults":[{"segment":12,"peer_id":"p-1","reason":"ugly"}]          | segment 12: expected 0 to 11
            "faults":[{"segment":1,"peer_id":"p-1"}]                           | reason is missing
            "peer_addr":{"ip_address":"evil.example","port":80}                | ip_address 'evil.example': expected an IPv4 or IPv6 address
            "peer_addr":{"ip_address":"10.0.0.1","port":0}                     | port 0: expected 1 to 65535
            "peer_addr":{"ip_address":"10.0.0.1","port":1,"certificate":"ab"}  | certificate
            "peer_addr":{"ip_address":"10.0.0.1","port":1,"certificate":"0000000000000000000000000000000000000000000000000000000000000000"} | certificate: only with the scheme https
            "want":null                                                        | want null: expected an integer
            "want":99999999999999999999                                        | want 99999999999999999999: expected an integer
            "faults":["a\\nb"]                                                 | faults "a\\nb": expected an object
            "stat":[1,{"a":[true,null,"b"]}]                                   | stat [1,{"a":[true,null,"b"]}]: expected an object
            "swarm_id":"other@1"                                               | swarm_id "other@1": expected ims-client@4.2.1
            "instance":"bob"                                                   | instance 'bob': expected urn:uuid:
            """)
    void whatIsWrongIsNamed(String field, String complaint) {
        String name = field.substring(0, field.indexOf(':') + 1);
        String json = SMALLEST.contains(name)
                ? SMALLEST.replaceFirst(name + "\"[^\"]*\"", field)
                : SMALLEST.replace("}", "," + field + "}");

        var refused = assertThrows(
                IllegalArgumentException.class, () -> SwarmCodec.readReport(bytes(json), RELEASE, 12), json);

        assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
        assertTrue(refused.getMessage().startsWith("swarm report: "), refused.getMessage());
    }

    @Test
    void aReportAboveTheLimitIsNotEvenParsed() {
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> SwarmCodec.readReport(new byte[SwarmCodec.MAX_REPORT_BYTES + 1], RELEASE, 12));

        assertEquals("swarm report of 2097153 bytes: at most 2097152", refused.getMessage());
    }

    @Test
    void rubbishAndDoubledFieldsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> SwarmCodec.readReport(bytes("[[[["), RELEASE, 12));
        assertThrows(IllegalArgumentException.class, () -> SwarmCodec.readReport(bytes("[]"), RELEASE, 12));
        assertThrows(IllegalArgumentException.class, () -> SwarmCodec.readReport(bytes(""), RELEASE, 12));
        assertThrows(IllegalArgumentException.class, () -> SwarmCodec.readReport(bytes(SMALLEST + "{}"), RELEASE, 12));
        assertThrows(IllegalArgumentException.class, () -> SwarmCodec.readReport(bytes("[".repeat(9)), RELEASE, 12));
        assertThrows(
                IllegalArgumentException.class,
                () -> SwarmCodec.readReport(bytes(SMALLEST.replace("}", ",\"peer_id\":\"p-2\"}")), RELEASE, 12));
    }

    @Test
    void aHolderOutsideHttpIsRefused() {
        String plan = new String(
                SwarmCodec.write(new SwarmPlan(RELEASE, List.of(), List.of(CACHE), Duration.ZERO)),
                StandardCharsets.UTF_8);

        assertThrows(
                IllegalArgumentException.class,
                () -> SwarmCodec.readPlan(
                        bytes(plan.replace("http://10.1.0.1:8080", "file:///etc/passwd")), RELEASE, 12));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
