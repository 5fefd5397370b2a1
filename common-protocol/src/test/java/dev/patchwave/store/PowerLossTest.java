package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Power is lost at each write, name and sync of a store's life, several times with other luck: what was owned is owned and right, and the
 * rest can be got. {@code -Dseed=N} tries one luck, {@code -Dseeds=N} so many.
 */
final class PowerLossTest {
    private static final long SEEDS = 6;
    private static final int SEGMENT_BYTES = 2 * TestRelease.SEGMENT_BYTES;
    private static final TestRelease PATCH =
            TestRelease.of(TestRelease.of(1, 1).manifest().release(), 1, 2 * SEGMENT_BYTES + 700, SEGMENT_BYTES, 1);

    @Test
    void whatWasOwnedIsOwnedAndRightAfterwards() throws IOException {
        var whole = new FaultyDisk();
        new Life(whole).run();
        long operations = whole.operations();
        Long only = Long.getLong("seed");
        for (long seed = 1; seed <= Long.getLong("seeds", SEEDS); seed++) {
            for (long cut = 0; cut < operations && (only == null || only == seed); cut++) {
                loseAndGoOn(cut, seed);
            }
        }
    }

    private static void loseAndGoOn(long cut, long seed) throws IOException {
        String replay = "-Dseed=" + seed + ", power lasts " + cut + " operations";
        var random = new SplittableRandom(seed * 1_000 + cut);
        var disk = new FaultyDisk();
        var life = new Life(disk);
        disk.powerLasts(cut);
        life.dies();
        disk.restart(random);
        var next = new Life(disk);
        disk.powerLasts(random.nextInt(40)); // Also while it starts again.
        boolean died = next.dies();
        assertTrue(life.owned.minus(next.found.orElse(Bitfield.full(3))).isEmpty(), replay);
        if (died) {
            disk.restart(random);
        }
        var last = new Life(disk);
        last.run();
        assertTrue(life.owned.union(next.owned).minus(last.found.orElseThrow()).isEmpty(), replay);
        assertEquals(3, last.owned.count(), replay);
        last.check(replay);
    }

    /** A full disk costs nothing that is owned, wherever it fills up. */
    @Test
    void aDiskThatFillsUpAnywhereIsSaidToBeFull() throws IOException {
        for (int room = 0; room < 3 * SEGMENT_BYTES; room += 9_973) {
            var disk = new FaultyDisk();
            var life = new Life(disk);
            disk.room((2 << 20) + room);
            life.open();
            disk.room(room);
            try {
                life.fill();
            } catch (StoreFull full) {
                disk.room(Long.MAX_VALUE);
                life.fill();
            }
            life.check("room for " + room);
        }
    }

    @Test
    void aSyncThatFailsMakesNothingOwned() throws IOException {
        var disk = new FaultyDisk();
        var life = new Life(disk);
        life.open();
        disk.failsSyncs(true);

        assertThrows(IOException.class, life::fill);

        assertEquals(Bitfield.empty(3), life.release.owned());
        disk.failsSyncs(false);
        life.fill();
        life.check("after a sync that failed");
    }

    /** One program, from its start to its death. */
    private static final class Life {
        private final FaultyDisk disk;
        private SegmentStore release;
        private Optional<Bitfield> found = Optional.empty();
        private Bitfield owned = Bitfield.empty(3);

        private Life(FaultyDisk disk) {
            this.disk = disk;
        }

        void open() throws IOException {
            release = ReleaseStore.open(disk.root().resolve("releases")).create(PATCH.signed());
            found = Optional.of(release.owned());
            owned = release.owned();
        }

        void run() throws IOException {
            open();
            fill();
        }

        /** Whether the power went before it was done. */
        boolean dies() throws IOException {
            try {
                run();
                return false;
            } catch (FaultyDisk.PowerLost e) {
                return true;
            } catch (IOException e) {
                if (e.getCause() != null && lost(e)) {
                    return true;
                }
                throw e;
            }
        }

        private static boolean lost(Throwable e) {
            return e != null && (e instanceof FaultyDisk.PowerLost || lost(e.getCause()));
        }

        void fill() throws IOException {
            for (int segment = 0; segment < 3; segment++) {
                if (release.write(segment, HolderKind.PEER) instanceof WriteClaim.Granted(var writer)) {
                    bring(segment, writer);
                }
                owned = release.owned();
            }
        }

        private static void bring(int segment, SegmentWriter writer) throws IOException {
            try (writer) {
                assertTrue(writer.know(PATCH.chunks(segment)));
                var bytes = PATCH.segment(segment).position(writer.offsetBytes());
                while (bytes.hasRemaining()) {
                    int some = Math.min(40_000, bytes.remaining());
                    assertTrue(writer.write(bytes.slice(bytes.position(), some)));
                    bytes.position(bytes.position() + some);
                }
                writer.commit();
            }
        }

        void check(String replay) throws IOException {
            assertEquals(Bitfield.full(3), release.owned(), replay);
            try (var lease = release.content()) {
                var read = ByteBuffer.allocate(PATCH.content().length);
                while (read.hasRemaining() && lease.channel().read(read, read.position()) > 0) {}
                assertEquals(ByteBuffer.wrap(PATCH.content()), read.flip(), replay);
            }
        }
    }
}
