package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.InstanceId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeCodecTest {
    private static final InstanceId BOB = InstanceId.parse("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

    @Test
    void askAndAnswerComeBackAsTheyWere() {
        var ask = new ResumeAsk(BOB, Bitfield.of(9, 0, 8));
        var holder = new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://127.0.0.1:8480"));
        var answer = new ResumeAnswer(Bitfield.of(9, 3), List.of(holder));

        assertEquals(ask, ResumeCodec.readAsk(ResumeCodec.write(ask), 9));
        assertEquals(answer, ResumeCodec.readAnswer(ResumeCodec.write(answer), 9));
    }

    @Test
    void aBitfieldOfAnotherLengthIsRefused() {
        byte[] json = ("{\"instance\":\"" + BOB + "\",\"bitfield\":\"AAAA\"}").getBytes(StandardCharsets.UTF_8);

        var refused = assertThrows(IllegalArgumentException.class, () -> ResumeCodec.readAsk(json, 9));

        assertTrue(refused.getMessage().contains("bitfield"), refused.getMessage());
    }
}
