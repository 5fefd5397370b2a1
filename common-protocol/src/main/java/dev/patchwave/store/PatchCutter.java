package dev.patchwave.store;

import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.release.TwoDigests;
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
import java.util.function.LongConsumer;

/**
 * Describes a patch file as a manifest: one pass, a few buffers, whatever the length. Refuses what could not be distributed, and
 * a file that changes under its hands.
 */
public final class PatchCutter {
    /** Read at a time, so that what goes through a buffer of the JDK is still in the core's cache behind it. */
    private static final int READ_BYTES = 256 << 10;

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
            requireFits(file, before.size());
            var manifest = digest(file, channel, before.size(), progress);
            requireUnchanged(file, before);
            return manifest;
        } catch (PatchProblem e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new PatchProblem(file, "does not exist", e);
        } catch (IOException e) {
            throw new PatchProblem(file, "cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PatchProblem(file, "was not read to its end: interrupted", e);
        }
    }

    private Manifest digest(Path file, FileChannel channel, long lengthBytes, LongConsumer progress)
            throws IOException, InterruptedException {
        var whole = Digest.sha256();
        var digests = new ArrayList<Digest>();
        var roots = new ArrayList<Digest>();
        try (var segments =
                new CutSegments(segmentSizeBytes, lengthBytes, (at, segment) -> read(file, channel, at, segment))) {
            for (long done = 0; done < lengthBytes; ) {
                var segment = segments.next();
                done += segment.bytes().remaining();
                digests.add(digest(segment, whole));
                roots.add(segment.root());
                segments.done(segment);
                progress.accept(done);
            }
        }
        return new Manifest(
                release, sequence, lengthBytes, segmentSizeBytes, Digest.finish(whole), digests, roots, published);
    }

    /** The segment's digest; {@code whole} takes its bytes. */
    private static Digest digest(CutSegments.Cut segment, MessageDigest whole) {
        var bytes = segment.bytes();
        if (segment.digest().isPresent()) {
            whole.update(bytes.duplicate());
            return segment.digest().get();
        }
        var own = Digest.sha256();
        TwoDigests.update(whole, own, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        return Digest.finish(own);
    }

    private static void read(Path file, FileChannel channel, long at, ByteBuffer segment) throws IOException {
        for (int end = segment.limit(); segment.position() < end; ) {
            segment.limit(Math.min(end, segment.position() + READ_BYTES));
            if (channel.read(segment, at + segment.position()) < 0) {
                throw changed(file);
            }
            segment.limit(end);
        }
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
