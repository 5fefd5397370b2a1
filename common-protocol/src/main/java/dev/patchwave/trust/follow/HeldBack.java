package dev.patchwave.trust.follow;

import dev.patchwave.trust.tuf.client.MetadataStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A store whose changes are not made before all of an update is known to be good, for mirrors that are fleeting: had a newer timestamp
 * been stored, and nothing of what it shows came, every other mirror that is not as new yet would be refused as a rollback. One thread.
 */
final class HeldBack implements MetadataStore {
    /** Several times what the largest state of one product has, with a few roots. */
    static final int MAX_HELD_BYTES = 64 << 20;

    private final MetadataStore under;
    private final List<Change> changes = new ArrayList<>();
    private int heldBytes;

    /** @param bytes empty when it is deleted */
    private record Change(String name, Optional<byte[]> bytes) {}

    HeldBack(MetadataStore under) {
        this.under = under;
    }

    @Override
    public Optional<byte[]> load(String name) throws IOException {
        for (Change change : changes.reversed()) {
            if (change.name.equals(name)) {
                return change.bytes;
            }
        }
        return under.load(name);
    }

    /** Not durable yet. @throws IOException when more than {@value #MAX_HELD_BYTES} bytes would be held */
    @Override
    public void store(String name, byte[] bytes) throws IOException {
        if (bytes.length > MAX_HELD_BYTES - heldBytes) {
            throw new IOException(name + ": more than " + MAX_HELD_BYTES + " bytes of metadata in one update");
        }
        heldBytes += bytes.length;
        changes.add(new Change(name, Optional.of(bytes)));
    }

    @Override
    public void delete(String name) {
        changes.add(new Change(name, Optional.empty()));
    }

    /** Makes all changes, in the order of the update, so that a crash between leaves what a crash in an ordinary update leaves. */
    void writeThrough() throws IOException {
        for (Change change : changes) {
            if (change.bytes.isPresent()) {
                under.store(change.name, change.bytes.get());
            } else {
                under.delete(change.name);
            }
        }
        changes.clear();
        heldBytes = 0;
    }
}
