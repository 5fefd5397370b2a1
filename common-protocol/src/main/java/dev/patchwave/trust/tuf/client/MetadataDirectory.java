package dev.patchwave.trust.tuf.client;

import dev.patchwave.store.DirectoryLock;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.trust.tuf.TopLevelRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A {@link MetadataStore} in one directory, which is this process's alone until it is closed. */
public final class MetadataDirectory implements MetadataStore, AutoCloseable {
    private final Path directory;
    private final DirectoryLock lock;

    private MetadataDirectory(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Opens the directory, or makes it. @throws dev.patchwave.store.StoreInUse when another update runs in it */
    public static MetadataDirectory open(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new MetadataDirectory(directory, DirectoryLock.take(directory));
    }

    @Override
    public Optional<byte[]> load(String name) throws IOException {
        try (var in = Files.newInputStream(directory.resolve(name))) {
            // One byte too many is enough for whoever reads the metadata to refuse it.
            return Optional.of(in.readNBytes(TopLevelRole.TARGETS.maxBytes() + 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void store(String name, byte[] bytes) throws IOException {
        DurableFiles.replace(directory.resolve(name), bytes);
    }

    @Override
    public void delete(String name) throws IOException {
        if (Files.deleteIfExists(directory.resolve(name))) {
            DurableFiles.sync(directory);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
