package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How many may be sent to a holder, and when it rests. */
class UploaderTest {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

    private final Uploader uploader =
            new Uploader(new Holder(new HolderId("alice"), HolderKind.PEER, URI.create("http://192.0.2.1:80")), 2);

    @Test
    void relaysTakeHalfAsManyMoreThanTheSlots() {
        uploader.take();
        uploader.take();
        assertFalse(uploader.hasRoom(T0));
        assertTrue(uploader.hasRoomToRelay(T0));

        uploader.take();
        assertFalse(uploader.hasRoomToRelay(T0));
    }

    @Test
    void allThatWasUnderWayWhenItFailedIsOneFailure() {
        uploader.failed(T0);
        uploader.failed(T0.plusMillis(20));
        uploader.failed(T0.plusMillis(40));

        assertTrue(uploader.isResting(T0.plusMillis(1_999)));
        assertFalse(uploader.isResting(T0.plusSeconds(2)));
    }

    @Test
    void eachFurtherFailureDoublesTheRest() {
        uploader.failed(T0);
        uploader.failed(T0.plusSeconds(2));

        assertTrue(uploader.isResting(T0.plusMillis(5_999)));
        assertFalse(uploader.isResting(T0.plusSeconds(6)));
    }

    @Test
    void whoStartsAgainNeedNotRest() {
        uploader.failed(T0);
        uploader.isBack();

        assertTrue(uploader.hasRoom(T0.plusMillis(1)));
    }

    @Test
    void aStreamTakesLongerTheMoreShareTheUplink() {
        uploader.delivered(Duration.ofSeconds(1));
        assertEquals(Duration.ofMillis(500), uploader.expected());

        uploader.take();
        assertEquals(Duration.ofSeconds(1), uploader.expected());
    }
}
