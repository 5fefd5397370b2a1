package dev.patchwave.http;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.SignedManifest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;

/** A patch of random bytes with its manifest, for tests. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Patch(byte[] bytes, SignedManifest signed) {
    static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    static final int SEGMENT_BYTES = 64 << 10;

    /** Of full segments and a last one of 1000 bytes. */
    static Patch of(int segments, int segmentBytes) {
        byte[] bytes = new byte[(segments - 1) * segmentBytes + 1000];
        new Random(segments).nextBytes(bytes);
        var digests = IntStream.range(0, segments)
                .mapToObj(n -> Digest.of(slice(bytes, n, segmentBytes)))
                .toList();
        var roots = IntStream.range(0, segments)
                .mapToObj(n -> ChunkTree.of(ByteBuffer.wrap(slice(bytes, n, segmentBytes)))
                        .root())
                .toList();
        var manifest = new Manifest(
                RELEASE,
                1,
                bytes.length,
                segmentBytes,
                Digest.of(bytes),
                digests,
                roots,
                Instant.parse("2026-01-02T03:04:05Z"));
        return new Patch(bytes, new SignedManifest(envelope(manifest), manifest));
    }

    static Patch of(int segments) {
        return of(segments, SEGMENT_BYTES);
    }

    Manifest manifest() {
        return signed.manifest();
    }

    byte[] segment(int n) {
        return slice(bytes, n, manifest().segmentSizeBytes());
    }

    ChunkTree chunks(int n) {
        return ChunkTree.of(ByteBuffer.wrap(segment(n)));
    }

    /** Puts the release into a store, owning these segments. */
    SegmentStore storeIn(ReleaseStore store, int... owned) throws Exception {
        var held = store.create(signed);
        for (int n : owned) {
            try (var writer = ((WriteClaim.Granted) held.write(n, HolderKind.SOURCE)).writer()) {
                writer.write(ByteBuffer.wrap(segment(n)));
                writer.commit();
            }
        }
        return held;
    }

    int[] all() {
        return IntStream.range(0, manifest().segmentCount()).toArray();
    }

    private static byte[] slice(byte[] bytes, int n, int segmentBytes) {
        return Arrays.copyOfRange(bytes, n * segmentBytes, Math.min(bytes.length, (n + 1) * segmentBytes));
    }

    private static byte[] envelope(Manifest manifest) {
        var payload = Base64.getEncoder().encodeToString(ManifestCodec.encode(manifest));
        return ("{\"payload\":\"" + payload
                        + "\",\"payloadType\":\"application/vnd.patchwave.manifest+json\",\"signatures\":[{\"keyid\":\"k\",\"sig\":\"AAAA\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
