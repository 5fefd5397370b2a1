package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** More domains ask and the source is congested: a cache takes segments from the domain that already holds them. */
class Step3CachesFeedEachOtherTest {
    private final Story story = new Story();

    @Test
    void theCacheOfArea2TakesMostSegmentsFromTheCacheOfArea1() {
        var source = story.sourceWithUplink(10);
        var cache1 = story.cacheWithUplink("cache-1", source, 80).start();
        story.untilDone(cache1);
        var cache2 = story.cacheWithUplink("cache-2", source, 80).start();

        story.untilDone(cache2);

        assertTrue(story.segments(cache2, cache1) > Story.SEGMENTS / 2);
        assertEquals(Story.SEGMENTS, story.segments(cache2, cache1) + story.segments(cache2, source));
    }

    @Test
    void twoCachesThatFillAtOnceGetDifferentSegmentsFromTheSourceAndSwapThem() {
        var source = story.sourceWithUplink(20);
        var cache1 = story.cacheWithUplink("cache-1", source, 80).start();
        var cache2 = story.cacheWithUplink("cache-2", source, 80).start();

        story.untilDone(cache1, cache2);

        assertTrue(story.segments(cache1, cache2) > 0);
        assertTrue(story.segments(cache2, cache1) > 0);
        long copiesOfTheSource = story.segments(cache1, source) + story.segments(cache2, source);
        assertTrue(copiesOfTheSource < 1.5 * Story.SEGMENTS, "the source sent " + copiesOfTheSource);
    }
}
