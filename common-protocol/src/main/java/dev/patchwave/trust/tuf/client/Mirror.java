package dev.patchwave.trust.tuf.client;

import java.io.IOException;
import java.util.Optional;

/** Somebody, not trusted, who serves the files of a repository. */
public interface Mirror {
    /**
     * Fetches one metadata file.
     *
     * @param name relative to where the mirror keeps metadata, escaped for a URI
     * @return empty when the mirror does not have it
     * @throws IOException when it cannot be asked, is too slow, or sends more than {@code maxBytes}
     */
    Optional<byte[]> metadata(String name, long maxBytes) throws IOException;
}
