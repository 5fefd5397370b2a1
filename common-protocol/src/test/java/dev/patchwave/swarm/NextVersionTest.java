package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs of the next version may say is understood by those of this one, as far as they can (docs/protocol.md, Versions). */
class NextVersionTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    private static final HolderId BOB = new HolderId("p-b0b");
    private static final Holder CACHE =
            new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://10.1.0.1:8080"));
    private static final MemberReport REPORT = MemberReport.of(Request.STAT_REPORT, BOB, RELEASE, Bitfield.of(12, 0, 1))
            .servingAt(new ServingAddress("10.1.0.9", 8091), OptionalLong.of(10_000_000));
    private static final String SATELLITE =
            "{\"peer_id\":\"sat-1\",\"kind\":\"satellite\",\"uri\":\"https://sat.example\",\"beam\":[3,{\"of\":4}]}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "request_type":"STAT_REPORT" | "request_type":"REFRESH"
            "peer_mode":"LEECH"          | "peer_mode":"HALF_SEEDER"
            "want":0                     | "want":0,"strain":"drowning"
            "want":0                     | "want":0,"action":"PAUSE"
            "want":0                     | "want":0,"wants_most":[{"segment":3}]
            "faults":[]                  | "faults":[{"segment":3,"peer_id":"p-1","reason":"lagging","by_millis":300}]
            "downloaded_bytes":{}        | "downloaded_bytes":{"satellite":7}
            "uploaded_bytes":0           | "uploaded_bytes":0,"uploaded_by_night":0
            """)
    void aReportMaySayMore(String now, String next) {
        assertEquals(REPORT, SwarmCodec.readReport(changed(SwarmCodec.write(REPORT), now, next), RELEASE, 12));
    }

    @Test
    void whoServesByASchemeThatIsNotKnownServesNobodyHere() {
        var read = SwarmCodec.readReport(
                changed(SwarmCodec.write(REPORT), "\"port\":8091", "\"port\":8091,\"scheme\":\"h3\""), RELEASE, 12);

        assertEquals(List.of(), read.address().stream().toList());
        assertEquals(REPORT.owned(), read.owned());
    }

    @Test
    void aHolderOfAKindThatIsNotKnownIsPassedOver() {
        var plan = new SwarmPlan(
                RELEASE, List.of(new Assignment(3, false, List.of(CACHE))), List.of(CACHE), Duration.ofSeconds(1));
        var busy = new BusyAnswer(Duration.ofSeconds(1), List.of(CACHE));
        var resume = new ResumeAnswer(Bitfield.of(12, 3), List.of(CACHE));

        assertEquals(plan, SwarmCodec.readPlan(withSatellite(SwarmCodec.write(plan), "holders"), RELEASE, 12));
        assertEquals(plan, SwarmCodec.readPlan(withSatellite(SwarmCodec.write(plan), "fallbacks"), RELEASE, 12));
        assertEquals(busy, SwarmCodec.readBusy(withSatellite(SwarmCodec.write(busy), "alternates")));
        assertEquals(resume, ResumeCodec.readAnswer(withSatellite(ResumeCodec.write(resume), "holders"), 12));
    }

    private static byte[] withSatellite(byte[] json, String list) {
        return changed(json, "\"" + list + "\":[", "\"" + list + "\":[" + SATELLITE + ",");
    }

    private static byte[] changed(byte[] json, String from, String to) {
        String before = new String(json, StandardCharsets.UTF_8);
        String after = before.replace(from, to);
        assertNotEquals(before, after);
        return after.getBytes(StandardCharsets.UTF_8);
    }
}
