package dev.patchwave.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of one release in one sparse file of full length. Counts its leases, so that it is closed by whoever is last.
 *
 * <p>Writers open channels of their own, and syncing goes through a {@link PlainFile}: Java closes a channel whose thread
 * is interrupted, and one interrupted writer must not take the release from all the others.
 */
final class ContentFile {
    private final Path path;
    private final PlainFile syncer;
    private final FileChannel reader;
    private int users = 1; // The store itself is one.
    private boolean closing;
    private boolean frozen;

    /** Opens the file, making it exactly {@code lengthBytes} long. */
    ContentFile(Path path, long lengthBytes) throws IOException {
        this.path = path;
        this.syncer = PlainFile.open(path);
        try {
            if (syncer.length() != lengthBytes) {
                syncer.setLength(lengthBytes);
                syncer.sync();
            }
            this.reader = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            syncer.close();
            throw e;
        }
    }

    FileChannel reader() {
        return reader;
    }

    FileChannel openWriter() throws IOException {
        return FileChannel.open(path, StandardOpenOption.WRITE);
    }

    /** All that any writer wrote before this call is on disk after it. */
    void sync() throws IOException {
        syncer.sync();
    }

    synchronized ContentLease lease() throws ClosedChannelException {
        if (closing || frozen) {
            throw new ClosedChannelException();
        }
        users++;
        return new ContentLease(this);
    }

    synchronized void release() {
        if (--users == 0) {
            try (syncer) {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(path + " could not be closed", e);
            }
        }
    }

    /** No more leases until {@link #thaw}, unless somebody has one now. */
    synchronized boolean freezeIfIdle() {
        frozen = users == 1 && !closing;
        return frozen;
    }

    synchronized void thaw() {
        frozen = false;
    }

    /** Whether somebody reads it now. */
    synchronized boolean isLeased() {
        return users > 1;
    }

    /** No more leases; closes as soon as the last one is back. */
    synchronized void close() {
        if (!closing) {
            closing = true;
            release();
        }
    }
}
