package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolderTest {
    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.7:8482, no connection to 192.0.2.7:8482: Connection refused: /192.0.2.7:8482",
        "http://[2001:db8::7]:8482, no connection to [2001:db8::7]:8482: Connection refused: /[2001:db8:0:0:0:0:0:7]:8482",
        "https://bob.example:8482, no connection to bob.example:8482: Connection refused: bob.example/192.0.2.7:8482"
    })
    void aLogSaysWhoAndNotWhere(URI uri, String reason) {
        var bob = new Holder(new HolderId("m-1"), HolderKind.PEER, uri);

        String named = bob.named(reason);

        assertTrue(named.startsWith("no connection to m-1: Connection refused: "), named);
        assertEquals(-1, named.indexOf("192.0.2.7"), named);
        assertEquals(-1, named.indexOf("2001"), named);
        assertEquals("fell silent for 8482 ms", bob.named("fell silent for 8482 ms"));
    }
}
