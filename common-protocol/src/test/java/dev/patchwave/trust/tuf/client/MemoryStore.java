package dev.patchwave.trust.tuf.client;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store that can die before any of its changes. */
final class MemoryStore implements MetadataStore {
    final Map<String, byte[]> files = new TreeMap<>();
    private int changesUntilDeath = Integer.MAX_VALUE;

    void dieAfter(int changes) {
        changesUntilDeath = changes;
    }

    @Override
    public Optional<byte[]> load(String name) {
        return Optional.ofNullable(files.get(name));
    }

    @Override
    public void store(String name, byte[] bytes) throws IOException {
        live();
        files.put(name, bytes);
    }

    @Override
    public void delete(String name) throws IOException {
        live();
        files.remove(name);
    }

    private void live() throws IOException {
        if (changesUntilDeath-- <= 0) {
            throw new IOException("killed");
        }
    }
}
