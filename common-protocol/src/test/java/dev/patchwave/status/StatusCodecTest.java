package dev.patchwave.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusCodecTest {
    @Test
    void whatIsWrittenIsRead() {
        var from = new TreeMap<>(Map.of("peer", 3L, "own-cache", 4L));
        var release = new ReleaseStatus("ims@2", 2, 7, "installed", 7, 7, from, 9, 2, 0, "ab", true);
        var status = new ProgramStatus(
                "client",
                "p-1",
                "area-1",
                "installed",
                "2",
                5,
                6,
                List.of(release),
                List.of(new MemberStatus("cache-1", "cache", "area-1", "ims@2", 1, 7, "filling")),
                List.of(new CampaignStatus("c-1", "ims@2", "forced", "running", List.of("area-1"), 1, 1, 0, 1, 1, 0)),
                List.of("p-2"));

        assertEquals(status, StatusCodec.read(StatusCodec.write(status)));
        assertEquals(
                4,
                StatusCodec.read(StatusCodec.write(status))
                        .releases()
                        .getFirst()
                        .ownedBytesFrom("own-cache"));
    }

    @Test
    void aNewerProgramMaySayMore() {
        var status = StatusCodec.read("{\"program\":\"source\",\"name\":\"source\",\"mood\":\"fine\"}".getBytes(UTF_8));

        assertEquals("source", status.program());
        assertEquals(List.of(), status.releases());
    }

    @Test
    void rubbishIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> StatusCodec.read("<html>".getBytes(UTF_8)));
    }
}
