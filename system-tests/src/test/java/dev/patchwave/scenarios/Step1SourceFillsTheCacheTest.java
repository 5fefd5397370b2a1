package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The network forces an upgrade of Area 1: the patch goes from the source into the cache of that area. */
class Step1SourceFillsTheCacheTest {
    private final Story story = new Story();

    @Test
    void theSourcePushesEachSegmentIntoTheCacheOnce() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.cacheWithUplink("cache-1", source, 80).start();

        story.untilDone(cache1);

        assertEquals(Story.SEGMENTS, story.segments(cache1, source));
    }

    @Test
    void aCacheServesWhatItHasWhileTheRestIsStillComing() {
        var source = story.sourceWithUplink(10);
        var cache1 = story.cacheWithUplink("cache-1", source, 80).start();
        var alice = story.client("alice", cache1).start();

        story.untilOwns(alice, 5);

        assertEquals(false, cache1.isDone());
        assertEquals(0, story.segments(alice, source));
    }
}
