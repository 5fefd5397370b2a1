package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leaves of the segments' hash trees that are known here, each segment's at a fixed place of one sparse file.
 *
 * <p>What is read is compared with the root that the manifest signs, so nothing here needs a checksum or a sync: what a crash tore or
 * lost is not known, and costs another holder's word, not a wrong byte. Any thread; reads and writes a few kilobytes.
 */
final class LeafFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeafFile.class);

    private final Manifest manifest;
    private final PlainFile file;
    private boolean failing;

    private LeafFile(Manifest manifest, PlainFile file) {
        this.manifest = manifest;
        this.file = file;
    }

    /** Opens the file, creating it when it is missing. */
    static LeafFile open(Path path, Manifest manifest) throws IOException {
        return new LeafFile(manifest, PlainFile.open(path)); // Not a channel: see ContentFile.
    }

    /** Most bytes that the leaves of a release take. */
    static long lengthBytes(Manifest manifest) {
        return (long) manifest.segmentCount() * ChunkTree.leavesBytes(manifest.segmentSizeBytes());
    }

    /** The leaves of a segment; empty when they are not known. */
    synchronized Optional<ChunkTree> read(int segment) {
        int lengthBytes = manifest.segmentLengthBytes(segment);
        byte[] leaves = new byte[ChunkTree.leavesBytes(lengthBytes)];
        try {
            if (file.length() < placeOf(segment) + leaves.length) {
                return Optional.empty();
            }
            file.seek(placeOf(segment));
            file.readFully(leaves);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (Arrays.equals(leaves, new byte[leaves.length])) {
            return Optional.empty(); // A hole.
        }
        var tree = ChunkTree.ofLeaves(lengthBytes, leaves);
        return tree.root().equals(manifest.treeRoot(segment)) ? Optional.of(tree) : Optional.empty();
    }

    /** Keeps leaves that come to the root. A transfer must not fail because they cannot be kept. */
    synchronized void write(int segment, ChunkTree tree) {
        try {
            file.seek(placeOf(segment));
            file.write(tree.leaves());
        } catch (IOException e) {
            if (!failing) {
                LOG.atWarn()
                        .addKeyValue("release", manifest.release())
                        .setCause(e)
                        .log("leaves of hash trees are no longer recorded on disk");
            }
            failing = true;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        failing = true;
        file.close();
    }

    private long placeOf(int segment) {
        return (long) segment * ChunkTree.leavesBytes(manifest.segmentSizeBytes());
    }
}
