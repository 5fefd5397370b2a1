package dev.patchwave.http;

import dev.patchwave.release.ChunkTree;
import java.util.Optional;

/** The field by which a segment brings the leaves of its hash tree along: base64 of the leaves, one after the other. */
final class ChunkDigests {
    /** At most 10 924 characters of value, of a segment of 16 MiB. */
    static final String HEADER = "Chunk-Digests";

    private ChunkDigests() {}

    /**
     * What a message about a segment of {@code lengthBytes} says; still to be compared with the manifest's root.
     *
     * @throws RemoteViolation when it is no base64, or of another length
     */
    static Optional<ChunkTree> read(Headers headers, int lengthBytes) throws RemoteViolation {
        var field = headers.first(HEADER);
        if (field.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ChunkTree.fromBase64(lengthBytes, field.get()));
        } catch (IllegalArgumentException e) {
            throw new RemoteViolation(HEADER + " is malformed: " + e.getMessage());
        }
    }
}
