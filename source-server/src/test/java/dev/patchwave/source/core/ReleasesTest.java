package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.NEW;
import static dev.patchwave.source.core.SourceWorld.NEWER;
import static dev.patchwave.source.core.SourceWorld.OLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.source.core.Releases.Publication;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReleasesTest {
    private final Releases releases = new Releases();

    @Test
    void aSequenceMustBeAboveAllOthersOfTheProduct() {
        assertEquals(Publication.ACCEPTED, releases.publish(OLD, 5));
        assertEquals(Publication.KNOWN, releases.publish(OLD, 5));
        assertEquals(Publication.SEQUENCE_NOT_ABOVE, releases.publish(OLD, 6));
        assertEquals(Publication.SEQUENCE_NOT_ABOVE, releases.publish(NEW, 5));
        assertEquals(Publication.ACCEPTED, releases.publish(NEW, 6));
    }

    @Test
    void theNewestIsTheOneWithTheHighestSequenceThatWasNotWithdrawn() {
        releases.publish(OLD, 1);
        releases.publish(NEW, 2);
        releases.publish(NEWER, 3);
        assertTrue(releases.withdraw(NEWER));

        assertEquals(Optional.of(NEW), releases.newestAbove(running("1.0.0")));
        assertEquals(Optional.empty(), releases.newestAbove(running("2.0.0")));
        assertEquals(Optional.empty(), releases.newestAbove(running("3.0.0")), "never back");
    }

    @Test
    void everyReleaseIsAboveAVersionThatWasNeverPublished() {
        releases.publish(OLD, 1);

        assertTrue(releases.isAbove(OLD, running("factory image")));
        assertFalse(releases.isAbove(OLD, new Running("patchwave", "other-product", "0")));
    }

    private static Running running(String version) {
        return new Running("patchwave", "ims-client", version);
    }
}
