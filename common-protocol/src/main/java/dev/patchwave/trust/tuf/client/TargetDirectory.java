package dev.patchwave.trust.tuf.client;

import dev.patchwave.store.DurableFiles;
import dev.patchwave.trust.tuf.HashCheck;
import dev.patchwave.trust.tuf.TargetFile;
import dev.patchwave.trust.tuf.TufProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Verified targets, one file each, named after their paths. A file appears whole and verified or not at all. Belongs to one
 * {@link MetadataDirectory}, whose lock keeps other writers away.
 */
public final class TargetDirectory {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;

    private TargetDirectory(Path directory) {
        this.directory = directory;
    }

    public static TargetDirectory open(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new TargetDirectory(directory);
    }

    /**
     * Makes sure that the target is here (specification 5.7.3); what is here and right is not fetched again.
     *
     * @param mirrorPath where the mirror keeps it
     * @return the file
     * @throws TufProblem MISSING when the mirror does not have it, WRONG_CONTENT when it has something else
     */
    public Path obtain(TargetFile target, HttpMirror mirror, String mirrorPath) throws IOException, TufProblem {
        Path file = directory.resolve(target.localName());
        if (!holds(file, target)) {
            Path fresh = directory.resolve("." + target.localName() + ".new");
            try {
                fetch(fresh, target, mirror, mirrorPath);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
            DurableFiles.sync(directory);
        }
        return file;
    }

    private static void fetch(Path fresh, TargetFile target, HttpMirror mirror, String mirrorPath)
            throws IOException, TufProblem {
        HashCheck check = target.check();
        try (var out = Files.newOutputStream(fresh)) {
            boolean found = mirror.fetch(mirrorPath, target.lengthBytes(), bytes -> {
                check.update(bytes, 0, bytes.length);
                out.write(bytes);
            });
            if (!found) {
                String message = target.path() + ": the mirror does not have it";
                throw new TufProblem(TufProblem.Reason.MISSING, message);
            }
        }
        requireLength(Files.size(fresh), target);
        check.requireMatch(target.path());
        DurableFiles.sync(fresh);
    }

    private static boolean holds(Path file, TargetFile target) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            requireLength(Files.size(file), target);
            HashCheck check = target.check();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                check.update(buffer, 0, count);
            }
            check.requireMatch(target.path());
            return true;
        } catch (TufProblem outdated) {
            return false;
        }
    }

    private static void requireLength(long bytes, TargetFile target) throws TufProblem {
        if (bytes != target.lengthBytes()) {
            String message = target.path() + " has " + bytes + " bytes, not " + target.lengthBytes();
            throw new TufProblem(TufProblem.Reason.WRONG_CONTENT, message);
        }
    }
}
