package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Compares stored segments with their digests, with one buffer for all of them. */
final class ContentCheck {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Manifest manifest;
    private final FileChannel content;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    ContentCheck(Manifest manifest, FileChannel content) {
        this.manifest = manifest;
        this.content = content;
    }

    /** How much of a segment, from its start, is what the leaves say: whole chunks. Reads one chunk more than that. */
    int verifiedBytes(int segment, ChunkTree tree) throws IOException {
        var check = new SegmentCheck(manifest.segmentLengthBytes(segment));
        check.by(tree, 0);
        long start = manifest.segmentOffsetBytes(segment);
        int verified = 0;
        for (int at = 0; at < manifest.segmentLengthBytes(segment); ) {
            int end = check.chunkEndBytes();
            int count = content.read(buffer.clear().limit(end - at), start + at);
            if (count < 0 || !check.take(buffer.flip())) {
                return verified;
            }
            at += count;
            verified = at == end ? at : verified;
        }
        return verified;
    }

    boolean isSound(int segment) throws IOException {
        var sha256 = Digest.sha256();
        long at = manifest.segmentOffsetBytes(segment);
        long end = at + manifest.segmentLengthBytes(segment);
        while (at < end) {
            int count = content.read(buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - at)), at);
            if (count < 0) {
                return false;
            }
            sha256.update(buffer.flip());
            at += count;
        }
        return Digest.finish(sha256).equals(manifest.segmentDigest(segment));
    }
}
