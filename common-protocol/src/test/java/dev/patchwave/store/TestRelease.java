package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGeneratorFactory;

/**
 * A signed release with content that its seed decides, for any test that needs one.
 *
 * @param content the whole patch
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record TestRelease(SignedManifest signed, byte[] content) {
    /** The publisher of all test releases; another one in each JVM. */
    public static final PublisherKey PUBLISHER = PublisherKey.generate();

    /** The smallest segment there is, so that tests are quick. */
    public static final int SEGMENT_BYTES = Manifest.MIN_SEGMENT_SIZE_BYTES;

    /** A release {@code test@1.0} of sequence 1; the last segment is a short one unless {@code lengthBytes} says otherwise. */
    public static TestRelease of(int lengthBytes, long seed) {
        return of(ReleaseId.parse("test@1.0"), 1, lengthBytes, seed);
    }

    /** A release of smallest segments. */
    public static TestRelease of(ReleaseId release, long sequence, int lengthBytes, long seed) {
        return of(release, sequence, lengthBytes, SEGMENT_BYTES, seed);
    }

    /** A release of segments of that size. */
    public static TestRelease of(ReleaseId release, long sequence, int lengthBytes, int segmentBytes, long seed) {
        byte[] content = new byte[lengthBytes];
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed).nextBytes(content);
        var digests = new ArrayList<Digest>();
        var roots = new ArrayList<Digest>();
        for (int at = 0; at < lengthBytes; at += segmentBytes) {
            int length = Math.min(segmentBytes, lengthBytes - at);
            digests.add(Digest.of(ByteBuffer.wrap(content, at, length)));
            roots.add(ChunkTree.of(ByteBuffer.wrap(content, at, length)).root());
        }
        var manifest = new Manifest(
                release,
                sequence,
                lengthBytes,
                segmentBytes,
                Digest.of(content),
                digests,
                roots,
                Instant.parse("2026-01-01T00:00:00Z"));
        return new TestRelease(new ManifestSigner(PUBLISHER).sign(manifest), content);
    }

    /** Trusts {@link #PUBLISHER} alone. */
    public static ManifestVerifier verifier() {
        return new ManifestVerifier(List.of(PUBLISHER.publicKey()));
    }

    public Manifest manifest() {
        return signed.manifest();
    }

    /** The bytes of one segment, in a buffer of its own. */
    public ByteBuffer segment(int segment) {
        return ByteBuffer.wrap(
                        content,
                        (int) manifest().segmentOffsetBytes(segment),
                        manifest().segmentLengthBytes(segment))
                .slice();
    }

    /** The leaves of one segment's hash tree. */
    public ChunkTree chunks(int segment) {
        return ChunkTree.of(segment(segment));
    }
}
