package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Alice and Bob get the patch from the cache close to them. */
class Step2ClientsFetchFromTheirCacheTest {
    private final Story story = new Story();

    @Test
    void aliceAndBobGetEverySegmentFromTheirOwnCache() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 80);
        var alice = story.client("alice", cache1).start();
        var bob = story.client("bob", cache1).start();

        story.untilDone(alice, bob);

        assertEquals(Story.SEGMENTS, story.segments(alice, cache1));
        assertEquals(Story.SEGMENTS, story.segments(bob, cache1));
    }
}
