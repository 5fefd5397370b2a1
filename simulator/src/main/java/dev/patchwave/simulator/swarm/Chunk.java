package dev.patchwave.simulator.swarm;

import dev.patchwave.release.ChunkTree;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A chunk on its way.
 *
 * @param leaves what the sender says of its segment's hash tree
 * @param bytes as its sender's disk had them when it left
 */
record Chunk(Optional<ChunkTree> leaves, ByteBuffer bytes) {
    /** One that is only counted. */
    static final Chunk COUNTED = new Chunk(Optional.empty(), ByteBuffer.allocate(0));
}
