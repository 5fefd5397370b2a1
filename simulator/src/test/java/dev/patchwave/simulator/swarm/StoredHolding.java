package dev.patchwave.simulator.swarm;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.store.CommitOutcome;
import dev.patchwave.store.OneScrub;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.store.TestRelease;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The programs' own store on a {@link FaultyDisk}. Power that is lost in the middle of something is told to whoever turned it off; what the
 * store owned before and does not own after a start is noted, as are bytes that are not those of the patch.
 */
final class StoredHolding implements Holding {
    private final PatchShape shape;
    private final TestRelease patch;
    private final RandomGenerator random;
    private final FaultyDisk disk = new FaultyDisk();
    private final Map<Integer, SegmentWriter> writers = new TreeMap<>();
    private final TreeSet<Integer> rotten = new TreeSet<>();
    private final List<String> wrongs = new ArrayList<>();
    private Optional<ReleaseStore> store = Optional.empty();
    private Optional<Runnable> darkened = Optional.empty(); // There while power is about to be lost.
    private SegmentStore release; // Of the last life while there is no store.
    private boolean dark;

    StoredHolding(PatchShape shape, TestRelease patch, Bitfield owned, RandomGenerator random) {
        this.shape = shape;
        this.patch = patch;
        this.random = random;
        opens();
        owned.stream().forEach(this::obtain);
    }

    FaultyDisk disk() {
        return disk;
    }

    /** Power is lost at so many disk operations from now. */
    void losesPowerAfter(int operations, Runnable then) {
        disk.powerLasts(operations);
        darkened = Optional.of(then);
    }

    /** Unless it was lost already. */
    void losesPowerNow() {
        darkened.ifPresent(then -> goDark());
    }

    private void goDark() {
        dark = true;
        var then = darkened;
        darkened = Optional.empty();
        then.ifPresent(Runnable::run);
    }

    /** A bit of an owned segment turns over. */
    void rots(int which, int bit) throws IOException {
        var owned = owned().stream().boxed().toList();
        if (!owned.isEmpty()) {
            int segment = owned.get(which % owned.size());
            long first = patch.manifest().segmentOffsetBytes(segment) * 8;
            disk.flip(release.contentPath(), (int) (first + bit % (shape.segmentLengthBytes(segment) * 8L)));
            rotten.add(segment);
        }
    }

    /** Something rotted and is not durably written anew: a restart may own it as it was. */
    boolean mayRot() {
        return !rotten.isEmpty();
    }

    /** Its owned segments that are wrong, and not found yet. */
    List<Integer> rotten() {
        return rotten.stream()
                .filter(segment -> owned().contains(segment) && !isRight(segment))
                .toList();
    }

    /** Looks for rot, while the program runs. What is found is not owned any more, until a restart where that could not be recorded. */
    List<Integer> scrub() {
        var expected = rotten();
        try {
            var found = OneScrub.of(store.orElseThrow());
            if (!expected.equals(found.stream().sorted().toList())) {
                wrongs.add("found " + found + " rotten instead of " + expected);
            }
            return found;
        } catch (FaultyDisk.PowerLost e) {
            goDark();
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After one more loss of power. */
    List<String> wrongsAtTheEnd() {
        killed();
        dark = true;
        disk.room(Long.MAX_VALUE);
        disk.failsSyncs(false);
        restart();
        for (int segment : owned().stream().toArray()) {
            if (!rotten.contains(segment) && !isRight(segment)) {
                wrongs.add("owns segment " + segment + " with other bytes");
            }
        }
        return wrongs;
    }

    @Override
    public PatchShape shape() {
        return shape;
    }

    @Override
    public Bitfield owned() {
        return release.owned();
    }

    @Override
    public long verifiedBytes() {
        long sum = 0;
        for (int segment = 0; segment < shape.segments(); segment++) {
            sum += release.verifiedBytes(segment);
        }
        return sum;
    }

    @Override
    public int verifiedChunks(int segment) {
        return ChunkTree.chunksOf(release.verifiedBytes(segment));
    }

    @Override
    public Claim claim(int segment, HolderKind from) {
        try {
            return switch (release.write(segment, from)) {
                case WriteClaim.Granted(var writer) -> {
                    writers.put(segment, writer);
                    yield Claim.GRANTED;
                }
                case WriteClaim.AlreadyOwned() -> Claim.OWNED;
                case WriteClaim.BeingWritten() -> Claim.BEING_WRITTEN;
            };
        } catch (IOException | FaultyDisk.PowerLost e) {
            failed(e);
            return Claim.LOST;
        }
    }

    @Override
    public Chunk read(int segment, int chunk) {
        return new Chunk(
                release.chunks(segment),
                bytes(segment, chunk * shape.chunkBytes(), shape.chunkLengthBytes(segment, chunk)));
    }

    @Override
    public Taken add(int segment, int chunk, Chunk came, boolean spoilt) {
        var writer = writers.get(segment);
        int at = chunk * shape.chunkBytes();
        if (at < writer.offsetBytes()) {
            writer.skip(came.bytes());
            return Taken.KNOWN;
        }
        if (at > writer.offsetBytes()) {
            throw new IllegalStateException(
                    "chunk " + chunk + " of segment " + segment + " at " + writer.offsetBytes());
        }
        try {
            boolean right = at > 0 || came.leaves().map(writer::know).orElse(true);
            return right && writer.write(spoilt ? spoilt(came.bytes()) : came.bytes()) ? Taken.NEW : Taken.CORRUPT;
        } catch (IOException | FaultyDisk.PowerLost e) {
            failed(e);
            return Taken.LOST;
        }
    }

    private static ByteBuffer spoilt(ByteBuffer bytes) {
        return bytes.put(0, (byte) ~bytes.get(0));
    }

    @Override
    public boolean isWhole(int segment) {
        var writer = writers.get(segment);
        return writer == null ? owned().contains(segment) : writer.remainingBytes() == 0;
    }

    @Override
    public Kept own(int segment) {
        try {
            if (writers.remove(segment).commit() instanceof CommitOutcome.Corrupt) {
                return Kept.CORRUPT;
            }
            rotten.remove(segment);
            return Kept.DURABLE;
        } catch (IOException | FaultyDisk.PowerLost e) {
            failed(e);
            return Kept.LOST;
        }
    }

    @Override
    public void obtain(int segment) {
        if (claim(segment, HolderKind.SOURCE) != Claim.GRANTED) {
            return;
        }
        boolean taken = true;
        for (int chunk = verifiedChunks(segment); taken && chunk < shape.chunks(segment); chunk++) {
            var bytes = patch.segment(segment)
                    .position(chunk * shape.chunkBytes())
                    .slice()
                    .limit(shape.chunkLengthBytes(segment, chunk));
            taken = add(segment, chunk, new Chunk(Optional.of(patch.chunks(segment)), bytes), false) == Taken.NEW;
        }
        if (taken) {
            own(segment);
        } else {
            stopped(segment);
        }
    }

    @Override
    public void stopped(int segment) {
        var writer = writers.remove(segment);
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void killed() {
        store = Optional.empty(); // Not closed: nobody had the time.
        writers.clear();
    }

    @Override
    public boolean restart() {
        var before = owned();
        if (!opens()) {
            return false;
        }
        var lost = before.minus(owned());
        if (!lost.isEmpty()) {
            wrongs.add("owned " + lost + " and lost them");
        }
        return true;
    }

    /** Power may be lost again meanwhile: then once more. */
    private boolean opens() {
        while (store.isEmpty()) {
            if (dark) {
                dark = false;
                disk.restart(random);
            }
            try {
                var opened = ReleaseStore.open(disk.root().resolve("releases"));
                release = opened.create(patch.signed());
                store = Optional.of(opened);
            } catch (FaultyDisk.PowerLost e) {
                dark = true;
                darkened = Optional.empty();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private boolean isRight(int segment) {
        return bytes(segment, 0, shape.segmentLengthBytes(segment)).equals(patch.segment(segment));
    }

    private ByteBuffer bytes(int segment, int offset, int length) {
        var bytes = ByteBuffer.allocate(length);
        try (var lease = release.content()) {
            while (bytes.hasRemaining()) {
                long at = patch.manifest().segmentOffsetBytes(segment) + offset + bytes.position();
                if (lease.channel().read(bytes, at) < 0) {
                    break;
                }
            }
            return bytes.rewind();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A full disk and a failed sync pass; without power the program dies now. */
    private void failed(Throwable why) {
        for (var cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof FaultyDisk.PowerLost) {
                goDark();
                return;
            }
        }
    }
}
