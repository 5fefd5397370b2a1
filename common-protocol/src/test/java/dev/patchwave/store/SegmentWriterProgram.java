package dev.patchwave.store;

import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes a release of 128 segments from three threads in small bites, prints each segment that is stored, then waits. */
final class SegmentWriterProgram {
    private static final int SEGMENTS = 128;
    private static final int THREADS = 3;
    private static final int BITE_BYTES = 4096;

    private SegmentWriterProgram() {}

    public static void main(String[] arguments) throws Exception {
        var patch = TestRelease.of(SEGMENTS * TestRelease.SEGMENT_BYTES, Long.parseLong(arguments[1]));
        try (var store = ReleaseStore.open(Path.of(arguments[0]))) {
            // Signed by this run's own key: the envelope of the first run stays.
            var release = store.create(patch.signed());
            var next = new AtomicInteger();
            for (int i = 0; i < THREADS; i++) {
                new Thread(() -> write(patch, release, next)).start();
            }
            Thread.currentThread().join();
        }
    }

    private static void write(TestRelease patch, SegmentStore release, AtomicInteger next) {
        try {
            for (int segment = next.getAndIncrement(); segment < SEGMENTS; segment = next.getAndIncrement()) {
                var from = segment % 2 == 0 ? HolderKind.PEER : HolderKind.SOURCE;
                if (release.write(segment, from) instanceof WriteClaim.Granted(var writer)) {
                    write(patch, writer);
                }
                System.out.println(segment + ".");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(TestRelease patch, SegmentWriter writer) throws IOException {
        var bytes = patch.segment(writer.segment());
        while (writer.remainingBytes() > 0) {
            bytes.limit(Math.min(bytes.capacity(), writer.offsetBytes() + BITE_BYTES));
            writer.write(bytes);
        }
        if (!writer.commit().equals(new CommitOutcome.Stored())) {
            throw new IllegalStateException("segment " + writer.segment() + " was not stored");
        }
    }
}
