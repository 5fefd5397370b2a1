package dev.patchwave.trust.tuf.client;

import dev.patchwave.trust.tuf.TestFiles;
import dev.patchwave.trust.tuf.TestFiles.Signers;
import dev.patchwave.trust.tuf.TestKey;
import dev.patchwave.trust.tuf.TopLevelRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A repository and its mirror in memory, so that an attack is a line of a test. */
final class MemoryRepository implements Mirror {
    final Map<String, byte[]> files = new TreeMap<>();
    final List<String> asked = new ArrayList<>();
    final Map<TopLevelRole, TestKey> keys = new EnumMap<>(TopLevelRole.class);
    private long rootVersion;

    MemoryRepository() {
        for (TopLevelRole role : TopLevelRole.values()) {
            keys.put(role, TestKey.named(role.roleName() + "-1"));
        }
        root();
        publish(1, 1, 1);
    }

    /** Publishes the next root with the keys as they are. */
    void root() {
        var roles = new EnumMap<TopLevelRole, Signers>(TopLevelRole.class);
        keys.forEach((role, key) -> roles.put(role, Signers.of(key)));
        rootVersion++;
        files.put(
                rootVersion + ".root.json",
                TestFiles.root(rootVersion, TestFiles.LATER, roles, keys.get(TopLevelRole.ROOT)));
    }

    void rotate(TopLevelRole role) {
        keys.put(role, TestKey.named(role.roleName() + "-" + (rootVersion + 1)));
        root();
    }

    void publish(long timestamp, long snapshot, long targets) {
        files.put(
                targets + ".targets.json",
                TestFiles.targets(targets, TestFiles.LATER, Map.of(), List.of(), keys.get(TopLevelRole.TARGETS)));
        files.put(
                snapshot + ".snapshot.json",
                TestFiles.snapshot(
                        snapshot, TestFiles.LATER, Map.of("targets", targets), keys.get(TopLevelRole.SNAPSHOT)));
        files.put(
                "timestamp.json",
                TestFiles.timestamp(timestamp, TestFiles.LATER, snapshot, keys.get(TopLevelRole.TIMESTAMP)));
    }

    byte[] shippedRoot() {
        return files.get("1.root.json");
    }

    @Override
    public Optional<byte[]> metadata(String name, long maxBytes) throws IOException {
        asked.add(name);
        byte[] file = files.get(name);
        if (file != null && file.length > maxBytes) {
            throw new IOException("more than " + maxBytes + " bytes");
        }
        return Optional.ofNullable(file);
    }
}
