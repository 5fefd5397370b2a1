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
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a mirror serves on: a second copy of all that it believed, under the names at which it was fetched. A file is there before it is
 * believed, and {@code timestamp.json} comes when all that it shows is there, so others never find half of a state. Of each role the two
 * newest versions stay, of the root all, since clients ask for them one by one. One thread.
 *
 * <p>Where others are served as a favour, a disk that takes no copy harms no update: it is logged, {@code timestamp.json} goes, and comes
 * back with the next state of which every file could be written.
 */
final class ServedCopy implements MetadataStore {
    private static final Logger LOG = LoggerFactory.getLogger(ServedCopy.class);
    private static final int KEPT_VERSIONS = 2;

    private final MetadataStore believed;
    private final MetadataFiles served;
    private final boolean favour;
    private boolean troubled;
    private final Map<String, byte[]> fetched = new TreeMap<>();

    /**
     * Writes nothing yet.
     *
     * @param directory is made with the first file
     * @param favour whether a copy that cannot be written is nobody's trouble; else that is thrown
     */
    ServedCopy(MetadataStore believed, Path directory, boolean favour) {
        this.believed = believed;
        this.served = new MetadataFiles(directory);
        this.favour = favour;
    }

    /** Serves a file that need not be fetched, since it was shipped. */
    void keepShipped(ShippedRoot shipped) throws IOException {
        attempt(() -> keep(shipped.publishedName(), shipped.bytes()));
    }

    private void keep(String name, byte[] bytes) throws IOException {
        if (MetadataFiles.isName(name)
                && served.read(name)
                        .filter(there -> Arrays.equals(there, bytes))
                        .isEmpty()) {
            Files.createDirectories(served.directory());
            DurableFiles.replace(served.directory().resolve(name), bytes);
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
                attempt(() -> keep(file.getKey(), bytes));
            }
        }
        believed.store(name, bytes);
    }

    @Override
    public void delete(String name) throws IOException {
        if (name.equals(TopLevelRole.SNAPSHOT.fileName())) {
            attempt(() -> forget(TopLevelRole.SNAPSHOT.roleName(), 0)); // Versions may begin anew behind a thief's.
        }
        believed.delete(name);
    }

    /**
     * All roles are believed, and so are to be found by others.
     *
     * @param roles the names of those that the update believes
     */
    void complete(Set<String> roles) throws IOException {
        fetched.clear();
        attempt(() -> {
            if (favour && !shows(roles)) {
                throw new IOException("the copy lacks a file that is believed");
            }
            show();
            troubled = false;
        });
    }

    private void show() throws IOException {
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

    /** A step that writes the copy. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            if (!favour) {
                throw e;
            }
            hide(e);
        }
    }

    private void hide(IOException why) {
        if (!troubled) {
            troubled = true;
            LOG.atWarn().addKeyValue("reason", why.toString()).log("metadata are not passed on");
        }
        try {
            Files.deleteIfExists(served.directory().resolve(MetadataFiles.TIMESTAMP));
        } catch (IOException e) {
            why.addSuppressed(e); // What it shows is an older state, of which all files are there.
        }
    }

    /** Whether each of these roles is served as it is believed, and of the root all versions. */
    private boolean shows(Set<String> roles) throws IOException {
        Map<String, List<Long>> all = versions();
        for (String role : roles) {
            boolean versioned = !role.equals(TopLevelRole.TIMESTAMP.roleName());
            if (versioned && !shows(role, all.getOrDefault(role, List.of()))) {
                return false;
            }
        }
        List<Long> roots = all.get(TopLevelRole.ROOT.roleName());
        return roots.getLast() - roots.getFirst() == roots.size() - 1;
    }

    private boolean shows(String role, List<Long> versions) throws IOException {
        if (versions.isEmpty()) {
            return false;
        }
        var newest = served.read(versions.getLast() + "." + role + ".json");
        var known = believed.load(role + ".json");
        return newest.isPresent() && known.isPresent() && Arrays.equals(newest.get(), known.get());
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
