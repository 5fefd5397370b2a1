package dev.patchwave.store;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a release segment by segment, behind what an earlier run verified, and prints each chunk that it has verified; then ends. */
final class ChunkWriterProgram {
    static final int SEGMENTS = 16;
    static final int SEGMENT_BYTES = 1 << 20;
    private static final int BITE_BYTES = 20_000;

    private ChunkWriterProgram() {}

    public static void main(String[] arguments) throws Exception {
        var patch = patch(Long.parseLong(arguments[1]));
        try (var store = ReleaseStore.open(Path.of(arguments[0]))) {
            var release = store.create(patch.signed());
            for (int segment = 0; segment < SEGMENTS; segment++) {
                if (release.write(segment, HolderKind.PEER) instanceof WriteClaim.Granted(var writer)) {
                    write(patch, writer);
                }
            }
        }
    }

    static TestRelease patch(long seed) {
        return TestRelease.of(ReleaseId.parse("test@1.0"), 1, SEGMENTS * SEGMENT_BYTES, SEGMENT_BYTES, seed);
    }

    private static void write(TestRelease patch, SegmentWriter writer) throws IOException {
        writer.know(patch.chunks(writer.segment()));
        var bytes = patch.segment(writer.segment());
        while (writer.remainingBytes() > 0) {
            int before = writer.verifiedBytes();
            int at = writer.offsetBytes();
            writer.write(
                    bytes.limit(Math.min(bytes.capacity(), at + BITE_BYTES)).position(at));
            if (writer.verifiedBytes() > before) {
                System.out.println(writer.segment() + " " + writer.verifiedBytes() + ".");
            }
        }
        writer.commit();
    }
}
