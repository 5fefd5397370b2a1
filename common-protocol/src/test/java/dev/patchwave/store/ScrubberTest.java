package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.BitRate;
import dev.patchwave.config.ScrubConfig;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.loop.StandingClock;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ScrubberTest extends HeldRelease {
    private static final int SEGMENT_BYTES = 1 << 18; // Four chunks.
    private static final TestRelease PATCH =
            TestRelease.of(ReleaseId.parse("test@1.0"), 1, 3 * SEGMENT_BYTES + 5, SEGMENT_BYTES, 1);
    private static final long FAST = 1L << 40;

    private final List<Integer> rotten = new ArrayList<>();
    private final StandingClock clock = new StandingClock(Instant.parse("2026-01-01T00:00:00Z"));

    ScrubberTest() {
        super(PATCH);
    }

    @Test
    void aFlippedBitIsFoundForgottenAndFetchedAgainFromItsChunkOn() throws IOException {
        ownAll();
        flip(SEGMENT_BYTES + ChunkTree.CHUNK_BYTES + 17);

        scrubAll();

        assertEquals(List.of(1), rotten);
        assertEquals(Bitfield.of(4, 0, 2, 3), release.owned());
        assertEquals(ChunkTree.CHUNK_BYTES, release.verifiedBytes(1)); // The chunk before it is still good.
        write(1);
        assertTrue(release.owned().isFull());
        rotten.clear();
        scrubAll();
        assertEquals(List.of(), rotten);
    }

    @Test
    void whatWasFoundRottenIsNotOwnedAfterARestartEither() throws IOException {
        ownAll();
        flip(0);
        scrubAll();

        store.close();
        store = ReleaseStore.open(temp.resolve("releases"));

        var again = store.releases().getFirst();
        assertEquals(Bitfield.of(4, 1, 2, 3), again.owned());
        assertEquals(3 * SEGMENT_BYTES + 5 - SEGMENT_BYTES, again.bytesBy(HolderKind.PEER));
    }

    @Test
    void contentThatWasCutOffIsRotToo() throws IOException {
        ownAll();
        try (var file = new RandomAccessFile(release.contentPath().toFile(), "rw")) {
            file.setLength(2 * SEGMENT_BYTES);
        }

        scrubAll();

        assertEquals(List.of(2, 3), rotten);
        assertEquals(Bitfield.of(4, 0, 1), release.owned());
    }

    @Test
    void whatIsRightIsCountedAndStaysOwned() throws IOException {
        ownAll();

        var scrubber = scrubAll();

        assertEquals(PATCH.content().length, scrubber.scrubbedBytes());
        assertEquals(0, scrubber.rottenSegments());
        assertEquals(1, scrubber.passes());
        assertTrue(release.owned().isFull());
    }

    @Test
    void onItsThreadItFindsRotByItselfAndEnds() throws IOException {
        ownAll();
        flip(5);
        var often = new ScrubConfig(true, BitRate.UNLIMITED, TimeSpan.of(Duration.ofSeconds(1)));
        try (var scrubber = Scrubber.start(store, often, (held, segment) -> {}, Clock.systemUTC(), new Random(1))
                .orElseThrow()) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> scrubber.rottenSegments() == 1);
        }
        assertFalse(release.owned().contains(0));
    }

    /** Passes until one has begun at the start. */
    private Scrubber scrubAll() throws IOException {
        var scrubber = new Scrubber(
                store, FAST, Duration.ofSeconds(1), (held, segment) -> rotten.add(segment), clock, new First());
        while (scrubber.passes() == 0) {
            scrubber.step().ifPresent(clock::set);
        }
        return scrubber;
    }

    private void ownAll() throws IOException {
        for (int segment = 0; segment < 4; segment++) {
            write(segment);
        }
    }

    private void write(int segment) throws IOException {
        var writer = ((WriteClaim.Granted) release.write(segment, HolderKind.PEER)).writer();
        ByteBuffer bytes = PATCH.segment(segment);
        writer.write(bytes.position(writer.offsetBytes()));
        assertEquals(new CommitOutcome.Stored(), writer.commit());
    }

    private void flip(long at) throws IOException {
        try (var file = new RandomAccessFile(release.contentPath().toFile(), "rw")) {
            file.seek(at);
            int was = file.read();
            file.seek(at);
            file.write(was ^ 1);
        }
    }

    /** Begins the pass at the first segment. */
    private static final class First extends Random {
        private static final long serialVersionUID = 1L;

        @Override
        public int nextInt(int bound) {
            return 0;
        }
    }
}
