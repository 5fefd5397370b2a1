package dev.patchwave.store;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases of one program in one directory, a folder each, named by release id.
 *
 * <p>A folder appears and disappears whole: it is made and unmade under a name that starts with a dot, and what a crash leaves
 * under such a name is deleted on open. A lock file keeps other processes out. Any thread; create, remove and close block.
 */
public final class ReleaseStore implements AutoCloseable {
    /** How many releases one store takes. */
    public static final int MAX_RELEASES = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseStore.class);
    private static final String DAMAGED = ".damaged-";
    private static final long OVERHEAD_BYTES = 1 << 20; // Manifest, journal, ledger and the file system's own.

    @FunctionalInterface
    private interface DiskStep {
        void run() throws IOException;
    }

    private final Path directory;
    private final DirectoryLock lock;
    private final StoreLimits limits;
    private final TreeMap<ReleaseId, SegmentStore> releases = new TreeMap<>();
    private boolean closed;

    private ReleaseStore(Path directory, DirectoryLock lock, StoreLimits limits) {
        this.directory = directory;
        this.lock = lock;
        this.limits = limits;
    }

    /**
     * Opens the store, creating the directory on first start, and every release in it. Checks digests where the progress of a
     * release is in doubt, which takes as long as reading that release.
     *
     * @throws StoreInUse when another process has it
     * @throws IOException when the directory cannot be used
     */
    public static ReleaseStore open(Path directory, StoreLimits limits) throws IOException {
        Files.createDirectories(directory);
        var store = new ReleaseStore(directory, DirectoryLock.take(directory), limits);
        try {
            new Leftovers(directory).sweep();
            store.openReleases();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Opens a store that may take the disk to its end. */
    public static ReleaseStore open(Path directory) throws IOException {
        return open(directory, StoreLimits.NONE);
    }

    public Path directory() {
        return directory;
    }

    /** How much room there is now. Asks the file system, which takes microseconds on a local disk. */
    public StoreRoom room() throws IOException {
        var files = Files.getFileStore(directory);
        long used = 0;
        long unwritten = 0;
        for (var release : releases()) {
            used += neededBytes(release.signed());
            unwritten += release.missingBytes();
        }
        return new StoreRoom(used, unwritten, files.getUsableSpace(), files.getTotalSpace(), limits);
    }

    /** What a release takes once all of it is written: content, hash trees, manifest, and what the file system adds. */
    public static long neededBytes(SignedManifest signed) {
        return signed.manifest().lengthBytes()
                + LeafFile.lengthBytes(signed.manifest())
                + signed.envelope().length
                + OVERHEAD_BYTES;
    }

    /**
     * Makes room for a release and opens it; a release that is there already with the same manifest is just returned. All of
     * it is durable when this returns.
     *
     * @throws ReleaseConflict when a release of that name has another manifest
     * @throws StoreFull when quota or disk have no room for all of it besides the reserve, or there are {@link #MAX_RELEASES}: nothing
     *     was written
     * @throws StoreReadOnly when the disk takes no writes
     * @throws IOException when the disk fails
     */
    public synchronized SegmentStore create(SignedManifest signed) throws IOException {
        requireOpen();
        var release = signed.manifest().release();
        var present = releases.get(release);
        if (present != null) {
            if (!present.manifest().equals(signed.manifest())) {
                throw new ReleaseConflict(release);
            }
            return present;
        }
        requireRoom(neededBytes(signed));
        try {
            return make(signed);
        } catch (IOException e) {
            throw DurableFiles.explain(directory, e);
        }
    }

    public synchronized Optional<SegmentStore> find(ReleaseId release) {
        return Optional.ofNullable(releases.get(release));
    }

    /** All releases, by rising id. */
    public synchronized List<SegmentStore> releases() {
        return List.copyOf(releases.values());
    }

    /**
     * Forgets a release and deletes its files; a crash leaves either all or none of it. Open leases can still be read. Files that cannot be
     * deleted any more are logged and go at the next start.
     *
     * @return false when there is no such release
     * @throws IOException when the release is still there
     */
    public boolean remove(ReleaseId release) throws IOException {
        return removeIf(release, store -> true);
    }

    /**
     * The same, unless somebody reads or writes the release just now.
     *
     * @return false when there is no such release, or it is in use: nothing was changed then
     * @throws IOException when the release is still there
     */
    public boolean evict(ReleaseId release) throws IOException {
        return removeIf(release, SegmentStore::freezeIfIdle);
    }

    private boolean removeIf(ReleaseId release, Predicate<SegmentStore> mayGo) throws IOException {
        Path doomed;
        synchronized (this) {
            requireOpen();
            var store = releases.get(release);
            if (store == null || !mayGo.test(store)) {
                return false;
            }
            doomed = unname(store);
        }
        clean(
                doomed,
                () -> { // Outside of the lock: many gigabytes take a while.
                    DurableFiles.sync(directory);
                    DurableFiles.deleteTree(doomed);
                });
        return true;
    }

    /** From here on the release is gone, whatever happens. */
    private Path unname(SegmentStore store) throws IOException {
        var doomed = directory.resolve(Leftovers.BEING_REMOVED + store.release());
        try {
            DurableFiles.deleteTree(doomed);
            Files.move(store.directory(), doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            store.thaw();
            throw DurableFiles.explain(directory, e);
        }
        releases.remove(store.release());
        clean(doomed, store::close);
        return doomed;
    }

    /** A step after the release has gone. It fails alone: a caller that saw it fail would go on as if the release were there. */
    private static void clean(Path doomed, DiskStep step) {
        try {
            step.run();
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn()
                    .addKeyValue("directory", doomed)
                    .addKeyValue("reason", e.toString())
                    .log("a release is gone, files of it stay until the next start");
        }
    }

    /** Closes every release. Leases stay readable until they are closed; writers can no longer commit. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (lock) {
            for (var release : releases.values()) {
                release.close();
            }
            releases.clear();
        }
    }

    private SegmentStore make(SignedManifest signed) throws IOException {
        var release = signed.manifest().release();
        var fresh = directory.resolve(Leftovers.BEING_MADE + release);
        var folder = directory.resolve(release.toString());
        try {
            DurableFiles.deleteTree(fresh);
            new ReleaseFolder(fresh).make(signed);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.sync(directory);
            var store = new ReleaseFolder(folder).open(limits);
            releases.put(release, store);
            return store;
        } catch (TrustProblem e) {
            throw new IllegalStateException("the manifest of " + release + " cannot be read back", e);
        } finally {
            DurableFiles.deleteTree(fresh);
        }
    }

    private void requireRoom(long neededBytes) throws IOException {
        if (releases.size() >= MAX_RELEASES) {
            throw new StoreFull(directory);
        }
        var room = room();
        if (room.lackingBytes(neededBytes).isPresent()) {
            throw new StoreFull(directory, neededBytes, room);
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** Only folders with the name of a release are ours: a directory of the file system's own, say, stays where it is. */
    private void openReleases() throws IOException {
        for (var path : list()) {
            if (Leftovers.isRelease(path)) {
                openRelease(path);
            }
        }
    }

    /** A folder whose manifest is unreadable is of no use, but is not ours to delete: it is put aside. */
    private void openRelease(Path folder) throws IOException {
        try {
            var store = new ReleaseFolder(folder).open(limits);
            releases.put(store.release(), store);
        } catch (TrustProblem e) {
            var aside = directory.resolve(DAMAGED + folder.getFileName());
            LOG.atWarn()
                    .addKeyValue("directory", aside)
                    .addKeyValue("reason", e.getMessage())
                    .log("a release cannot be used and was put aside");
            DurableFiles.deleteTree(aside);
            Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private List<Path> list() throws IOException {
        try (var paths = Files.list(directory)) {
            return paths.sorted().toList();
        }
    }
}
