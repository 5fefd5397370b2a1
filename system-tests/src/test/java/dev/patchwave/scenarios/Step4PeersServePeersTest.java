package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Jerry and Michael ask while the cache of Area 1 is congested: Alice, who holds the patch or parts of it, provides them. */
class Step4PeersServePeersTest {
    private final Story story = new Story();

    @Test
    void jerryAndMichaelGetSegmentsFromAlice() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 8);
        var alice = story.client("alice", cache1).start();
        story.untilDone(alice);
        var jerry = story.client("jerry", cache1).start();
        var michael = story.client("michael", cache1).start();

        story.untilDone(jerry, michael);

        assertTrue(story.segments(jerry, alice) > 0);
        assertTrue(story.segments(michael, alice) > 0);
        assertEquals(0, story.segments(jerry, source) + story.segments(michael, source));
    }

    @Test
    void aliceProvidesWhatSheHasWhileSheIsStillDownloading() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 8);
        var alice = story.client("alice", cache1).start();
        story.untilOwns(alice, 5);
        var jerry = story.client("jerry", cache1).start();
        var michael = story.client("michael", cache1).start();

        story.untilOwns(jerry, 5);
        story.untilOwns(michael, 5);

        assertEquals(false, alice.isDone());
        assertTrue(story.segments(jerry, alice) + story.segments(michael, alice) > 0);
    }

    @Test
    void whoMayNotUploadIsNeverAsked() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 8);
        var alice = story.client("alice", cache1).servesNobody().start();
        story.untilOwns(alice, 5);
        var jerry = story.client("jerry", cache1).start();

        story.untilDone(alice, jerry);

        assertEquals(0, story.segments(jerry, alice));
        assertTrue(story.segments(alice, jerry) > 0);
    }
}
