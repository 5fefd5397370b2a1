package dev.patchwave.cache.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FillOrdersTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final ReleaseId FIRST = ReleaseId.parse("ims@1");
    private static final ReleaseId SECOND = ReleaseId.parse("ims@2");
    private static final ReleaseId THIRD = ReleaseId.parse("ims@3");
    private static final URI MANIFEST = URI.create("http://source/manifest");

    private final FillOrders orders = new FillOrders(2, Set.of(), new Random(1));

    @Test
    void anOrderFetchesTheManifestThenFills() {
        assertEquals(List.of(new FillEffect.FetchManifest(FIRST, MANIFEST)), order(FIRST, 1));
        assertEquals(List.of(new FillEffect.StartFill(FIRST)), orders.on(new FillEvent.ManifestKept(FIRST), T0));
    }

    @Test
    void anOrderThatIsKnownStartsNothingTwice() {
        order(FIRST, 1);

        assertEquals(List.of(), order(FIRST, 1));
        orders.on(new FillEvent.ManifestKept(FIRST), T0);
        assertEquals(List.of(), order(FIRST, 1));
        assertEquals(List.of(), orders.on(new FillEvent.ManifestKept(FIRST), T0));
    }

    @Test
    void aManifestThatCannotBeHadIsAskedForAgainEverMoreSlowly() {
        order(FIRST, 1);
        Instant now = T0;
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            orders.on(new FillEvent.ManifestUnavailable(FIRST, "refused"), now);
            Instant retry = orders.nextDeadline().orElseThrow();
            longest = Duration.between(now, retry);
            assertTrue(longest.compareTo(Duration.ofSeconds(30)) <= 0);
            assertEquals(
                    List.of(new FillEffect.FetchManifest(FIRST, MANIFEST)), orders.on(orders.deadlinePassed(), retry));
            now = retry;
        }
        assertTrue(longest.compareTo(Duration.ofSeconds(15)) >= 0, longest::toString);
        assertFalse(orders.nextDeadline().isPresent());
    }

    @Test
    void aManifestThatIsNotTrustedIsNotAskedForAgainUntilOrderedAgain() {
        order(FIRST, 1);

        assertEquals(
                List.of(new FillEffect.Refuse(FIRST, "bad signature")),
                orders.on(new FillEvent.ManifestRefused(FIRST, "bad signature"), T0));
        assertFalse(orders.nextDeadline().isPresent());
        assertEquals(List.of(new FillEffect.FetchManifest(FIRST, MANIFEST)), order(FIRST, 1));
    }

    @Test
    void theOldestReleaseGoesWhenAThirdComes() {
        fill(FIRST, 1);
        fill(SECOND, 2);
        order(THIRD, 3);

        assertEquals(
                List.of(new FillEffect.Evict(FIRST), new FillEffect.StartFill(THIRD)),
                orders.on(new FillEvent.ManifestKept(THIRD), T0));
        assertEquals(
                List.of(new FillEffect.Refuse(FIRST, "older than the releases that this cache keeps")),
                order(FIRST, 1));
    }

    @Test
    void afterARestartFullReleasesAreServedAndOthersGoOn() {
        assertEquals(List.of(new FillEffect.Serve(FIRST)), orders.on(new FillEvent.Restored(FIRST, 1, true), T0));
        assertEquals(
                List.of(new FillEffect.StartFill(SECOND)), orders.on(new FillEvent.Restored(SECOND, 2, false), T0));
        assertEquals(List.of(), order(SECOND, 2));
    }

    @Test
    void whatIsFoundAtAStartStaysUntilTheSourceHasSaidThatNobodyWantsIt() {
        long sequence = 0;
        for (var release : List.of(FIRST, SECOND, THIRD)) {
            assertEquals(
                    List.of(new FillEffect.Serve(release)),
                    orders.on(new FillEvent.Restored(release, ++sequence, true), T0));
        }

        assertEquals(List.of(), orders.on(new FillEvent.Pinned(FIRST, true), T0));
        assertEquals(List.of(new FillEffect.Evict(FIRST)), orders.on(new FillEvent.Pinned(FIRST, false), T0));
    }

    @Test
    void whatTheOperatorPinnedStaysInAnyCase() {
        var pinning = new FillOrders(1, Set.of(FIRST), new Random(1));
        pinning.on(new FillEvent.Restored(FIRST, 1, true), T0);
        pinning.on(new FillEvent.Restored(SECOND, 2, true), T0);

        assertEquals(List.of(), pinning.on(new FillEvent.Pinned(FIRST, false), T0));
    }

    private void fill(ReleaseId release, long sequence) {
        order(release, sequence);
        orders.on(new FillEvent.ManifestKept(release), T0);
        orders.on(new FillEvent.Filled(release), T0);
    }

    @Test
    void aReleaseWithoutRoomIsTriedAgainByItselfAndAtOnceWhenRoomWasMade() {
        order(FIRST, 1);

        assertEquals(List.of(), orders.on(new FillEvent.NoRoom(FIRST, "full"), T0));
        assertEquals(List.of(), order(FIRST, 1)); // Known: the source's repeats change nothing.
        Instant retry = orders.nextDeadline().orElseThrow();
        assertEquals(List.of(new FillEffect.FetchManifest(FIRST, MANIFEST)), orders.on(orders.deadlinePassed(), retry));

        orders.on(new FillEvent.NoRoom(FIRST, "full"), retry);
        assertEquals(
                List.of(new FillEffect.FetchManifest(FIRST, MANIFEST)), orders.on(new FillEvent.RoomMade(), retry));
    }

    @Test
    void anEvictedReleaseIsFilledWhenItIsOrderedAgain() {
        order(FIRST, 1);
        orders.on(new FillEvent.ManifestKept(FIRST), T0);

        assertEquals(List.of(), orders.on(new FillEvent.Evicted(FIRST), T0));

        assertEquals(List.of(new FillEffect.FetchManifest(FIRST, MANIFEST)), order(FIRST, 1));
    }

    @Test
    void aPinnedReleaseStaysBeyondTheKeptNumberUntilItIsNotPinned() {
        for (var release : List.of(FIRST, SECOND)) {
            order(release, release.equals(FIRST) ? 1 : 2);
            orders.on(new FillEvent.ManifestKept(release), T0);
        }
        orders.on(new FillEvent.Pinned(FIRST, true), T0);
        order(THIRD, 3);

        assertEquals(List.of(new FillEffect.StartFill(THIRD)), orders.on(new FillEvent.ManifestKept(THIRD), T0));
        assertEquals(List.of(new FillEffect.Evict(FIRST)), orders.on(new FillEvent.Pinned(FIRST, false), T0));
    }

    private List<FillEffect> order(ReleaseId release, long sequence) {
        return orders.on(new FillEvent.Ordered(release, sequence, MANIFEST), T0);
    }
}
