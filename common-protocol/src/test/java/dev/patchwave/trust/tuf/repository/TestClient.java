package dev.patchwave.trust.tuf.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.client.MetadataStore;
import dev.patchwave.trust.tuf.client.Update;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A client as it is shipped, with a store in memory. */
final class TestClient implements MetadataStore {
    private final SortedMap<String, byte[]> stored = new TreeMap<>();

    private TestClient() {}

    static TestClient shippedWith(World world) throws IOException, TufProblem {
        var client = new TestClient();
        Update.init(client, world.shippedRoot(), world.now);
        return client;
    }

    TestClient copy() {
        var copy = new TestClient();
        copy.stored.putAll(stored);
        return copy;
    }

    Update refresh(World world) throws IOException, TufProblem {
        return Update.run(this, world, world.now);
    }

    /** Refreshes and downloads. */
    void download(World world, String path) throws IOException, TufProblem {
        download(world, refresh(world), path);
    }

    /** Fetches a target as it lies at the mirror. */
    void download(World world, Update update, String path) throws IOException, TufProblem {
        var target = update.find(path);
        byte[] content = world.files.get("targets/" + update.mirrorPath(target));
        assertEquals(target.lengthBytes(), content.length);
        var check = target.check();
        check.update(content, 0, content.length);
        check.requireMatch(path);
    }

    @Override
    public Optional<byte[]> load(String name) {
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public void store(String name, byte[] bytes) {
        stored.put(name, bytes);
    }

    @Override
    public void delete(String name) {
        stored.remove(name);
    }
}
