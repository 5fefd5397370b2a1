package dev.patchwave.store;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.nio.file.Path;

/** Makes a release of three segments, finds one of them rotten, evicts the release, and so on; prints each release that is gone. */
final class EvictorProgram {
    private EvictorProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (var store = ReleaseStore.open(Path.of(arguments[0]))) {
            for (int number = Integer.parseInt(arguments[1]); ; number++) {
                var patch = TestRelease.of(
                        ReleaseId.parse("test@" + number), number, 3 * TestRelease.SEGMENT_BYTES, number);
                var held = store.create(patch.signed());
                for (int segment = 0; segment < 3; segment++) {
                    if (held.write(segment, HolderKind.PEER) instanceof WriteClaim.Granted(var writer)) {
                        writer.write(patch.segment(segment));
                        writer.commit();
                    }
                }
                held.disown(1);
                if (!store.evict(held.release())) {
                    throw new IllegalStateException("not evicted");
                }
                System.out.println(number + ".");
            }
        }
    }
}
