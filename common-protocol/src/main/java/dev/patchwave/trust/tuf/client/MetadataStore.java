package dev.patchwave.trust.tuf.client;

import java.io.IOException;
import java.util.Optional;

/** Where a client keeps the metadata that it believes, by plain file names such as {@code timestamp.json}. */
public interface MetadataStore {
    /** What {@link #store} was given last; empty when there is none, or it was deleted. */
    Optional<byte[]> load(String name) throws IOException;

    /** Keeps these very bytes: when this returns they are durable, and at no moment is there a half of them. */
    void store(String name, byte[] bytes) throws IOException;

    /** Durable too; nothing happens when there is none. */
    void delete(String name) throws IOException;
}
