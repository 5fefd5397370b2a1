package dev.patchwave.trust.tuf.repository;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Small releases by one publisher. */
public final class TestRelease {
    private static final PublisherKey PUBLISHER = PublisherKey.generate();

    private TestRelease() {}

    /** Version 1.N of the N-th release. */
    public static ReleaseTarget of(String product, long sequence) {
        return of(product, sequence, "1." + sequence);
    }

    static ReleaseTarget of(String product, long sequence, String version) {
        byte[] patch = {(byte) sequence, (byte) (sequence >> 8)};
        var tree = ChunkTree.of(ByteBuffer.wrap(patch));
        var manifest = new Manifest(
                new ReleaseId(product, version),
                sequence,
                patch.length,
                Manifest.DEFAULT_SEGMENT_SIZE_BYTES,
                Digest.of(patch),
                List.of(Digest.of(patch)),
                List.of(tree.root()),
                Instant.EPOCH);
        SignedManifest signed = new ManifestSigner(PUBLISHER).sign(manifest);
        return new ReleaseTarget(signed, List.of("1.0"));
    }
}
