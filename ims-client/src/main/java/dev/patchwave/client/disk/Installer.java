package dev.patchwave.client.disk;

import dev.patchwave.release.Digest;
import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a version to use and keeps it only when it is healthy.
 *
 * <pre>
 *   versions/4.2.1/patch     one directory a version
 *   current                  link to versions/4.2.1, switched by rename
 *   switching                there while the health of a switch is not known
 * </pre>
 *
 * <p>After a crash at any point, {@link #open} leaves {@code current} at the version before or at the new one if that was found
 * healthy, never between. The patch is a copy of the segment store's file, which shares its blocks where the file system can
 * (copy_file_range), and no link to it: a segment that has rotted is written there again before it is checked. One thread at a time;
 * blocks for disk and health check.
 */
public final class Installer {
    /** Where an installation may be cut off; tests cut at each. */
    enum Step {
        STAGED,
        NAMED,
        NOTED,
        SWITCHED,
        CHECKED,
        SETTLED,
        PRUNED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
    private static final String PATCH = "patch";
    private static final String BEING_STAGED = ".new-";
    private static final int READ_BYTES = 1 << 20;

    private final Path versions;
    private final Path current;
    private final Path note;
    private final HealthCheck healthCheck;
    private final int keepVersions;
    private final Consumer<Step> after;

    private Installer(Path directory, HealthCheck healthCheck, int keepVersions, Consumer<Step> after) {
        this.versions = directory.resolve("versions");
        this.current = directory.resolve("current");
        this.note = directory.resolve("switching");
        this.healthCheck = healthCheck;
        this.keepVersions = keepVersions;
        this.after = after;
    }

    /**
     * Opens the directory, creating it on first start, and rolls back an installation that a crash cut off.
     *
     * @param keepVersions how many versions stay beside the current one, 0 or more
     * @throws IOException when the directory cannot be used
     */
    public static Installer open(Path directory, HealthCheck healthCheck, int keepVersions) throws IOException {
        return open(directory, healthCheck, keepVersions, step -> {});
    }

    static Installer open(Path directory, HealthCheck healthCheck, int keepVersions, Consumer<Step> after)
            throws IOException {
        var installer = new Installer(directory, healthCheck, keepVersions, after);
        Files.createDirectories(installer.versions);
        installer.recover();
        return installer;
    }

    /** The version in use; empty when none was ever installed. */
    public Optional<String> current() throws IOException {
        return Files.isSymbolicLink(current)
                ? Optional.of(Files.readSymbolicLink(current).getFileName().toString())
                : Optional.empty();
    }

    /** The patch in use, by way of the link. */
    public Path currentPatch() {
        return current.resolve(PATCH);
    }

    /**
     * Installs a version: stages it, checks the digest, switches, checks its health, settles or goes back.
     *
     * @param version a release's version, which is safe as the name of a directory
     * @param wanted asked right before the switch, which does not happen without it
     * @param content the complete patch; must not be written to afterwards
     * @throws IOException when the disk fails, the content is not what {@code digest} says, or the thread is interrupted; what was
     *     in use before is in use again, at the latest after the next {@link #open}
     */
    public Installation install(String version, Path content, Digest digest, BooleanSupplier wanted)
            throws IOException {
        if (current().equals(Optional.of(version)) && holds(version, digest)) {
            return new Installation.Installed(version);
        }
        stage(version, content, digest);
        if (!wanted.getAsBoolean()) {
            return new Installation.Unwanted(version);
        }
        var switching = new Switching(current(), version);
        switching.write(note);
        after.accept(Step.NOTED);
        Optional<String> complaint;
        try {
            complaint = trySwitched(version);
        } catch (IOException e) {
            goBack(switching);
            throw e;
        }
        if (complaint.isPresent()) {
            goBack(switching);
            return new Installation.Reverted(version, complaint.get(), switching.from());
        }
        DurableNames.delete(note);
        after.accept(Step.SETTLED);
        prune(switching.from());
        after.accept(Step.PRUNED);
        return new Installation.Installed(version);
    }

    /** Installs a version that stays wanted. */
    Installation install(String version, Path content, Digest digest) throws IOException {
        return install(version, content, digest, () -> true);
    }

    private Optional<String> trySwitched(String version) throws IOException {
        point(version);
        after.accept(Step.SWITCHED);
        var complaint = healthCheck.complaint(currentPatch(), version);
        after.accept(Step.CHECKED);
        return complaint;
    }

    private void recover() throws IOException {
        for (var path : list()) {
            if (path.getFileName().toString().startsWith(BEING_STAGED)) {
                DurableFiles.deleteTree(path);
                LOG.atInfo().addKeyValue("directory", path).log("leftover of a crash removed");
            }
        }
        var cutOff = Switching.read(note);
        if (cutOff.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("version", cutOff.get().to())
                    .log("an installation was cut off before its health was known, the version before is in use again");
            goBack(cutOff.get());
        }
    }

    private void goBack(Switching switching) throws IOException {
        if (switching.from().isPresent()) {
            point(switching.from().get());
        } else {
            DurableNames.delete(current);
        }
        DurableNames.delete(note);
    }

    private void point(String version) throws IOException {
        DurableNames.pointLink(current, Path.of(versions.getFileName().toString(), version));
    }

    private void stage(String version, Path content, Digest digest) throws IOException {
        var home = versions.resolve(version);
        if (Files.exists(home) && !holds(version, digest)) {
            DurableFiles.deleteTree(home);
        }
        if (!Files.exists(home)) {
            var staged = versions.resolve(BEING_STAGED + version);
            DurableFiles.deleteTree(staged);
            copy(content, digest, staged);
            after.accept(Step.STAGED);
            DurableNames.move(staged, home);
        }
        Files.setLastModifiedTime(home, FileTime.from(Instant.now()));
        after.accept(Step.NAMED);
    }

    /** A copy that fails in the middle takes no room from whoever waits for some. */
    private static void copy(Path content, Digest digest, Path staged) throws IOException {
        Files.createDirectory(staged);
        try {
            Files.copy(
                    content,
                    staged.resolve(PATCH)); // No link: what is fetched again after rot is written before it is checked.
            requireDigest(staged.resolve(PATCH), digest);
            DurableFiles.sync(staged.resolve(PATCH));
            DurableFiles.sync(staged);
        } catch (IOException e) {
            DurableFiles.deleteTree(staged);
            throw e;
        }
    }

    private boolean holds(String version, Digest digest) throws IOException {
        var patch = versions.resolve(version).resolve(PATCH);
        return Files.isRegularFile(patch, LinkOption.NOFOLLOW_LINKS)
                && digestOf(patch).equals(digest);
    }

    private static void requireDigest(Path patch, Digest expected) throws IOException {
        var found = digestOf(patch);
        if (!found.equals(expected)) {
            throw new IOException(patch + ": has digest " + found + ", the manifest says " + expected);
        }
    }

    /** The digest of a file's bytes, read in constant memory. */
    public static Digest digestOf(Path file) throws IOException {
        var sha256 = Digest.sha256();
        var buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                sha256.update(buffer.flip());
                buffer.clear();
            }
        }
        return Digest.finish(sha256);
    }

    /** Deletes all but the current version, the one before it, and the newest others up to the limit. What holds no patch is not ours. */
    private void prune(Optional<String> before) throws IOException {
        var old = new ArrayList<>(list());
        var inUse = current().orElseThrow();
        old.removeIf(path -> path.getFileName().toString().equals(inUse)
                || !Files.isRegularFile(path.resolve(PATCH), LinkOption.NOFOLLOW_LINKS));
        var byAge = new ArrayList<Aged>();
        for (var path : old) {
            boolean wasInUse = before.equals(Optional.of(path.getFileName().toString()));
            byAge.add(new Aged(path, wasInUse, Files.getLastModifiedTime(path)));
        }
        byAge.sort(
                Comparator.comparing(Aged::wasInUse).thenComparing(Aged::used).reversed());
        for (var aged : byAge.subList(Math.min(keepVersions, byAge.size()), byAge.size())) {
            DurableFiles.deleteTree(aged.path());
        }
    }

    private record Aged(Path path, boolean wasInUse, FileTime used) {}

    private List<Path> list() throws IOException {
        try (var paths = Files.list(versions)) {
            return paths.sorted().toList();
        }
    }
}
