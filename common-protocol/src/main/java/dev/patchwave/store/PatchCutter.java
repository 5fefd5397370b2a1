package dev.patchwave.store;

import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Describes a patch file as a manifest: one pass, one buffer, whatever the length. Refuses what could not be distributed, and
 * a file that changes under its hands.
 */
public final class PatchCutter {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ReleaseId release;
    private final long sequence;
    private final int segmentSizeBytes;
    private final Instant published;

    /** Cuts as this release; see {@link Manifest} for the ranges. */
    public PatchCutter(ReleaseId release, long sequence, int segmentSizeBytes, Instant published) {
        this.release = release;
        this.sequence = sequence;
        this.segmentSizeBytes = segmentSizeBytes;
        this.published = published;
    }

    /**
     * Digests the file, and each of its segments. Blocks for as long as reading it takes.
     *
     * @param progress told the bytes done so far, after each segment, on the calling thread
     * @throws PatchProblem when it is missing, unreadable, no regular file, empty, too large, cut too finely or changing
     */
    public Manifest cut(Path file, LongConsumer progress) throws PatchProblem {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var before = attributes(file);
            var whole = Digest.sha256();
            var segments = digests(file, channel, before.size(), whole, progress);
            requireUnchanged(file, before);
            return new Manifest(
                    release, sequence, before.size(), segmentSizeBytes, Digest.finish(whole), segments, published);
        } catch (PatchProblem e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new PatchProblem(file, "does not exist", e);
        } catch (IOException e) {
            throw new PatchProblem(file, "cannot be read: " + e, e);
        }
    }

    private List<Digest> digests(
            Path file, FileChannel channel, long lengthBytes, MessageDigest whole, LongConsumer progress)
            throws IOException {
        requireFits(file, lengthBytes);
        var digests = new ArrayList<Digest>();
        var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        var segment = Digest.sha256();
        for (long at = 0; at < lengthBytes; ) {
            long end = Math.min(at + segmentSizeBytes, lengthBytes);
            while (at < end) {
                int count = channel.read(buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - at)), at);
                if (count < 0) {
                    throw changed(file);
                }
                segment.update(buffer.flip());
                whole.update(buffer.rewind());
                at += count;
            }
            digests.add(Digest.finish(segment));
            progress.accept(at);
        }
        return digests;
    }

    private BasicFileAttributes attributes(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new PatchProblem(file, "is no regular file");
        }
        return attributes;
    }

    private void requireFits(Path file, long lengthBytes) throws PatchProblem {
        if (lengthBytes == 0) {
            throw new PatchProblem(file, "is empty");
        }
        if (lengthBytes > Manifest.MAX_LENGTH_BYTES) {
            throw new PatchProblem(
                    file, "has " + lengthBytes + " bytes: a patch has at most " + Manifest.MAX_LENGTH_BYTES);
        }
        long segments = Manifest.segmentsOf(lengthBytes, segmentSizeBytes);
        if (segments > Manifest.MAX_SEGMENTS) {
            throw new PatchProblem(
                    file,
                    "makes " + segments + " segments: at most " + Manifest.MAX_SEGMENTS + ", take larger segments");
        }
    }

    private void requireUnchanged(Path file, BasicFileAttributes before) throws IOException {
        var after = attributes(file);
        if (after.size() != before.size() || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
            throw changed(file);
        }
    }

    private static PatchProblem changed(Path file) {
        return new PatchProblem(file, "changed while it was being read");
    }
}
