package dev.patchwave.trust.follow;

import dev.patchwave.store.DurableFiles;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.client.MetadataStore;
import dev.patchwave.trust.tuf.client.Mirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a mirror serves on: a second copy of all that it believed, under the names at which it was fetched. A file is there before it is
 * believed, and {@code timestamp.json} comes when all that it shows is there, so others never find half of a state. Of each role the two
 * newest versions stay, of the root all, since clients ask for them one by one. One thread.
 */
final class ServedCopy implements MetadataStore {
    private static final int KEPT_VERSIONS = 2;

    private final MetadataStore believed;
    private final MetadataFiles served;
    private final Map<String, byte[]> fetched = new TreeMap<>();

    /** @param directory is made */
    ServedCopy(MetadataStore believed, Path directory) throws IOException {
        this.believed = believed;
        this.served = new MetadataFiles(directory);
        Files.createDirectories(directory);
    }

    /** Serves a file that need not be fetched, since it was shipped. */
    void keep(String name, byte[] bytes) throws IOException {
        if (MetadataFiles.isName(name)) {
            Path file = served.directory().resolve(name);
            if (served.read(name).filter(there -> Arrays.equals(there, bytes)).isEmpty()) {
                DurableFiles.replace(file, bytes);
            }
        }
    }

    /** The same mirror, listened to: for one update, after which {@link #complete} or {@link #giveUp} is called. */
    Mirror heard(Mirror mirror) {
        return (name, maxBytes) -> {
            Optional<byte[]> bytes = mirror.metadata(name, maxBytes);
            bytes.ifPresent(some -> fetched.put(name, some));
            return bytes;
        };
    }

    @Override
    public Optional<byte[]> load(String name) throws IOException {
        return believed.load(name);
    }

    @Override
    public void store(String name, byte[] bytes) throws IOException {
        for (var file : fetched.entrySet()) {
            if (Arrays.equals(file.getValue(), bytes) && !file.getKey().equals(MetadataFiles.TIMESTAMP)) {
                keep(file.getKey(), bytes);
            }
        }
        believed.store(name, bytes);
    }

    @Override
    public void delete(String name) throws IOException {
        if (name.equals(TopLevelRole.SNAPSHOT.fileName())) {
            forget(TopLevelRole.SNAPSHOT.roleName(), 0); // Versions may begin anew behind a thief's.
        }
        believed.delete(name);
    }

    /** All roles are believed, and so are to be found by others. */
    void complete() throws IOException {
        fetched.clear();
        var timestamp = believed.load(MetadataFiles.TIMESTAMP);
        if (timestamp.isPresent()) {
            keep(MetadataFiles.TIMESTAMP, timestamp.get());
        }
        for (String role : versions().keySet()) {
            if (!role.equals(TopLevelRole.ROOT.roleName())) {
                forget(role, KEPT_VERSIONS);
            }
        }
    }

    /** The update broke off; what was believed of it stays. */
    void giveUp() {
        fetched.clear();
    }

    private void forget(String role, int kept) throws IOException {
        List<Long> versions = versions().getOrDefault(role, List.of());
        for (long version : versions.subList(0, Math.max(0, versions.size() - kept))) {
            Files.deleteIfExists(served.directory().resolve(version + "." + role + ".json"));
        }
    }

    /** The versions of each role that are served, the oldest first. */
    private Map<String, List<Long>> versions() throws IOException {
        var all = new TreeMap<String, List<Long>>();
        try (var files = Files.list(served.directory())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                var name = MetadataFiles.VERSIONED.matcher(file.getFileName().toString());
                if (name.matches()) {
                    all.computeIfAbsent(name.group(2), role -> new ArrayList<>())
                            .add(Long.valueOf(name.group(1)));
                }
            }
        }
        all.values().forEach(versions -> versions.sort(Long::compare));
        return all;
    }
}
