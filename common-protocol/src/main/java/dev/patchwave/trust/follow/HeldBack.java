package dev.patchwave.trust.follow;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.client.MetadataStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A store that takes what an update brings only once all of it came: had a newer timestamp been stored, and nothing of what it shows
 * came, every mirror that is not as new yet would be refused as a rollback. Roots are stored at once, and what they withdraw goes at
 * once: they vouch for themselves. One thread.
 */
final class HeldBack implements MetadataStore {
    /** Several times what the largest state of one product has. */
    static final int MAX_HELD_BYTES = 64 << 20;

    private final MetadataStore under;
    private final Map<String, byte[]> held = new LinkedHashMap<>();
    private int heldBytes;

    HeldBack(MetadataStore under) {
        this.under = under;
    }

    @Override
    public Optional<byte[]> load(String name) throws IOException {
        return held.containsKey(name) ? Optional.of(held.get(name)) : under.load(name);
    }

    /** Durable at once for roots only. @throws IOException when more than {@value #MAX_HELD_BYTES} bytes would be held */
    @Override
    public void store(String name, byte[] bytes) throws IOException {
        if (name.equals(TopLevelRole.ROOT.fileName())) {
            under.store(name, bytes);
            return;
        }
        if (bytes.length > MAX_HELD_BYTES - heldBytes) {
            throw new IOException(name + ": more than " + MAX_HELD_BYTES + " bytes of metadata in one update");
        }
        heldBytes += bytes.length;
        held.put(name, bytes);
    }

    @Override
    public void delete(String name) throws IOException {
        held.remove(name);
        under.delete(name);
    }

    /** Stores all that is held, in the order of the update, so that a crash between leaves what a crash in an ordinary update leaves. */
    void writeThrough() throws IOException {
        for (var file : held.entrySet()) {
            under.store(file.getKey(), file.getValue());
        }
        held.clear();
        heldBytes = 0;
    }
}
