package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** Bob's client crashes before he has all segments: he comes back and continues with only those that he misses. */
class Step5BobResumesTest {
    private final Story story = new Story();

    @Test
    void bobAsksOnlyForWhatHeLacksAndTheSourceSendsHimNothing() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 80);
        var bob = story.client("bob", cache1).start();
        story.untilOwns(bob, 15);
        bob.crash();
        var kept = bob.owned();
        int cameBefore = story.segmentsOf(bob).size();
        story.passes(Duration.ofSeconds(20));
        assertEquals(kept, bob.owned());

        bob.start();
        story.untilDone(bob);

        var cameAfter = story.segmentsOf(bob).subList(cameBefore, Story.SEGMENTS);
        assertEquals(kept.complement().count(), cameAfter.size());
        assertEquals(cameAfter.size(), new HashSet<>(cameAfter).size());
        assertTrue(cameAfter.stream().noneMatch(kept::contains), "segments that he had came again");
        assertEquals(0, story.segments(bob, source));
    }

    @Test
    void thoseWhoFetchFromBobWhenHeCrashesGoOnElsewhere() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 8);
        var bob = story.client("bob", cache1).start();
        story.untilOwns(bob, 10);
        var jerry = story.client("jerry", cache1).start();
        story.untilOwns(jerry, 5);
        bob.crash();

        story.untilDone(jerry);

        assertTrue(story.segments(jerry, bob) > 0);
        assertEquals(0, story.segments(jerry, source));
    }

    @Test
    void whenTheCacheDiesItsClientsGetTheRestFromEachOtherAndTheSource() {
        var source = story.sourceWithUplink(40);
        var cache1 = story.filledCacheWithUplink("cache-1", source, 20);
        var alice = story.client("alice", cache1).start();
        var bob = story.client("bob", cache1).start();
        story.untilOwns(bob, 10);
        cache1.crash();

        story.untilDone(alice, bob);

        assertTrue(story.segments(alice, source) + story.segments(bob, source) > 0);
    }
}
