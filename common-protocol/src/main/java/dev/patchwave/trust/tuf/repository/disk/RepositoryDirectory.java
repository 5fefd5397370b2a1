package dev.patchwave.trust.tuf.repository.disk;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.DirectoryLock;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.repository.FileWrite;
import dev.patchwave.trust.tuf.repository.Held;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RepositoryState;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.RootDraft;
import dev.patchwave.trust.tuf.repository.StateReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A repository in one directory, which is this process's alone until it is closed. Below {@code public} lies what mirrors copy and
 * web servers serve; {@code draft} has the root under way, {@code keys} private keys: neither is for others.
 *
 * <p>Each file is replaced at once, durably, and in the order that an {@link dev.patchwave.trust.tuf.repository.Edition} gives, so a
 * process that is killed anywhere leaves a repository that clients take. Blocks; one thread.
 */
public final class RepositoryDirectory implements AutoCloseable {
    private final Path directory;
    private final DirectoryLock lock;

    private RepositoryDirectory(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens a repository that was made before.
     *
     * @throws RepositoryProblem when there is none
     * @throws dev.patchwave.store.StoreInUse when another process has it
     */
    public static RepositoryDirectory open(Path directory) throws IOException, RepositoryProblem {
        if (!Files.isDirectory(publicFiles(directory))) {
            throw new RepositoryProblem(directory + ": is no repository; 'patchwave keys init' makes one");
        }
        return new RepositoryDirectory(directory, DirectoryLock.take(directory));
    }

    /** Makes a directory for a new one. @throws RepositoryProblem when there is one already */
    public static RepositoryDirectory create(Path directory) throws IOException, RepositoryProblem {
        Files.createDirectories(directory);
        var repository = new RepositoryDirectory(directory, DirectoryLock.take(directory));
        if (isBegun(directory)) {
            repository.close();
            throw new RepositoryProblem(directory + ": is a repository already, with keys that clients may trust; "
                    + "choose another directory");
        }
        Files.createDirectories(publicFiles(directory));
        return repository;
    }

    /** Whether there are a root, or a draft of one, so that holders or clients know this repository. */
    public static boolean isBegun(Path directory) {
        return Files.exists(publicFiles(directory).resolve("metadata/1.root.json")) || Files.exists(draft(directory));
    }

    /** Where a repository's private keys lie, unless an operator keeps them elsewhere. */
    public static Path keys(Path directory) {
        return directory.resolve("keys");
    }

    /** What mirrors copy. */
    public static Path publicFiles(Path directory) {
        return directory.resolve("public");
    }

    /** All that is published. @throws RepositoryProblem when it is damaged, or not what the keys have signed */
    public RepositoryState state() throws IOException, RepositoryProblem {
        return StateReader.read(path -> read(file(path)), storedDraft());
    }

    /** The envelope of a release's manifest; empty when nobody vouches for one. */
    public Optional<byte[]> release(ReleaseId release) throws IOException, RepositoryProblem {
        Optional<String> path = state().manifestPath(release);
        return path.isPresent() ? read(file(path.get())) : Optional.empty();
    }

    /** The root that waits for signatures; empty when there is none. */
    public Optional<RootDraft> draft() throws IOException, RepositoryProblem {
        Optional<RootBody> published = state().root().map(Held::body);
        long version = published.map(RootBody::version).orElse(0L);
        return storedDraft()
                .filter(held -> held.body().version() > version)
                .map(held -> new RootDraft(published, held));
    }

    /** Where the draft lies, to be carried to other holders. */
    public Path draftFile() {
        return draft(directory);
    }

    /** Keeps a root under way, in place of the one before. */
    public void keep(RootDraft draft) throws IOException {
        Files.createDirectories(draftFile().getParent());
        DurableFiles.replace(draftFile(), draft.draft().file().bytes());
    }

    /** Gives up a root under way, or forgets one that is published. */
    public void forgetDraft() throws IOException {
        if (Files.deleteIfExists(draftFile())) {
            DurableFiles.sync(draftFile().getParent());
        }
    }

    /** Writes in order; when this returns all of it is durable. */
    public void write(List<FileWrite> writes) throws IOException {
        for (FileWrite write : writes) {
            Path file = file(write.path());
            createDirectories(file.getParent());
            DurableFiles.replace(file, write.bytes());
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private Optional<Held<RootBody>> storedDraft() throws IOException, RepositoryProblem {
        Optional<byte[]> stored = read(draftFile());
        try {
            return stored.isEmpty()
                    ? Optional.empty()
                    : Optional.of(RootDraft.read(Optional.empty(), stored.get()).draft());
        } catch (TufProblem e) {
            throw new RepositoryProblem(draftFile() + ": is no root: " + e.getMessage(), e);
        }
    }

    private static Path draft(Path directory) {
        return directory.resolve("draft").resolve("root.json");
    }

    private Path file(String path) {
        return publicFiles(directory).resolve(path);
    }

    /** A directory's own name must be durable before what is in it. */
    private static void createDirectories(Path wanted) throws IOException {
        if (!Files.isDirectory(wanted)) {
            createDirectories(wanted.getParent());
            Files.createDirectory(wanted);
            DurableFiles.sync(wanted.getParent());
        }
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(TopLevelRole.TARGETS.maxBytes()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
