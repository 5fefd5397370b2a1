package dev.patchwave.client.app;

import dev.patchwave.client.disk.Installer;
import dev.patchwave.release.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The digest of the patch in use as it lies on disk. Reading a large one takes seconds, so it is read when it changed, by
 * {@link #look} or on the executor when somebody asks, and remembered. Any thread.
 */
final class InstalledPatch {
    private static final Logger LOG = LoggerFactory.getLogger(InstalledPatch.class);

    private record Seen(Path file, long lengthBytes, FileTime modified, Digest digest) {}

    private final Path link;
    private Optional<Seen> seen = Optional.empty();

    private final Executor executor;
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * Has seen nothing yet.
     *
     * @param link to the patch in use; may lead nowhere
     * @param executor may wait for the disk
     */
    InstalledPatch(Path link, Executor executor) {
        this.link = link;
        this.executor = executor;
    }

    /** Reads the file unless it is as it was. Takes as long as that; never fails. */
    void look() {
        try {
            var file = link.toRealPath();
            if (isAsSeen(file)) {
                return;
            }
            var looked = new Seen(file, Files.size(file), Files.getLastModifiedTime(file), Installer.digestOf(file));
            synchronized (this) {
                seen = Optional.of(looked);
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.toString()).log("no installed patch");
        }
    }

    /** What {@link #look} found, when the file is still the same; empty when there is none, or it changed since and is being looked at. */
    Optional<Digest> digest() {
        try {
            if (isAsSeen(link.toRealPath())) {
                return now().map(Seen::digest);
            }
            lookSoon();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // Nothing is installed.
        }
    }

    /** A segment that the disk had lost was written anew, say. */
    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            try {
                executor.execute(() -> {
                    look();
                    looking.set(false);
                });
            } catch (RejectedExecutionException e) {
                looking.set(false); // Busy, or closing.
            }
        }
    }

    private boolean isAsSeen(Path file) throws IOException {
        var known = now();
        return known.isPresent()
                && known.get().file().equals(file)
                && known.get().lengthBytes() == Files.size(file)
                && known.get().modified().equals(Files.getLastModifiedTime(file));
    }

    private synchronized Optional<Seen> now() {
        return seen;
    }
}
