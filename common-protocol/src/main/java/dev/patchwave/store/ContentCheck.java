package dev.patchwave.store;

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
