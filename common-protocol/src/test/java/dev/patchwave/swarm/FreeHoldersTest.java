package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A hundred members with one slot each hold both of two segments. */
class FreeHoldersTest {
    private static final int SEGMENTS = 2;
    private static final int MEMBERS = 100;
    private static final Instant NOW = Instant.EPOCH;

    private final SegmentHolders[] segments =
            IntStream.range(0, SEGMENTS).mapToObj(SegmentHolders::new).toArray(SegmentHolders[]::new);
    private final FreeUplinks uplinks = new FreeUplinks(segments);
    private final List<TrackedMember> members = new ArrayList<>();
    private final TrackedMember asker = new TrackedMember(new HolderId("asker"), SEGMENTS);
    private final SplittableRandom random = new SplittableRandom(1);

    FreeHoldersTest() {
        for (int n = 0; n < MEMBERS; n++) {
            members.add(member("p-" + n));
        }
    }

    @Test
    void eachSlotIsFoundHoweverFewAreLeft() {
        for (int n = 0; n < MEMBERS; n++) {
            found(n % SEGMENTS).orElseThrow().take();
        }

        assertFalse(uplinks.areAny());
        assertTrue(found(0).isEmpty());
        assertTrue(members.stream()
                .allMatch(member -> member.uploader.orElseThrow().load() == 1));
    }

    @Test
    void whoIsFreeAgainIsFoundForAllThatItHolds() {
        takeAll();
        var again = members.get(7).uploader.orElseThrow();

        again.release();

        assertEquals(Optional.of(again), found(0));
        assertEquals(Optional.of(again), found(1));
    }

    @Test
    void whoServesNoMoreIsNotFound() {
        takeAll();
        var gone = members.get(7);
        gone.endServing(uplinks);

        gone.uploader.orElseThrow().release();

        assertTrue(found(0).isEmpty());
        assertFalse(uplinks.areAny());
    }

    @Test
    void nobodyIsSentToItself() {
        takeAll();
        var own = members.get(7);
        own.uploader.orElseThrow().release();

        assertTrue(
                segments[0].free().leastLoaded(own, other -> true, NOW, random).isEmpty());
    }

    private void takeAll() {
        members.forEach(member -> member.uploader.orElseThrow().take());
    }

    private Optional<Uploader> found(int segment) {
        return segments[segment].free().leastLoaded(asker, other -> true, NOW, random);
    }

    private TrackedMember member(String name) {
        var member = new TrackedMember(new HolderId(name), SEGMENTS);
        var holder = new Holder(member.id, HolderKind.PEER, URI.create("http://" + name + ":80"));
        member.servesBy(new Uploader(holder, 1), uplinks);
        member.owned = Bitfield.full(SEGMENTS);
        member.listed = member.owned;
        uplinks.listed(member);
        return member;
    }
}
