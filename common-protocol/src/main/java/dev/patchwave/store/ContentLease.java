package dev.patchwave.store;

import java.nio.channels.FileChannel;

/**
 * The right to read a release's content for a while, for zero-copy sends.
 *
 * <p>The channel is shared and read-only: use positioned reads and {@code transferTo} only, never close it, and never
 * interrupt a thread that reads it (Java closes a channel then, for everybody). It stays open until this lease is closed, even
 * when the release is removed or the store closed meanwhile, so that its file descriptor is never another file's.
 * Only segments in {@link SegmentStore#owned()} have meaning.
 */
public final class ContentLease implements AutoCloseable {
    private final ContentFile content;
    private boolean returned;

    ContentLease(ContentFile content) {
        this.content = content;
    }

    public FileChannel channel() {
        return content.reader();
    }

    /** Gives the lease back; a second call does nothing. Any thread; may close the file, else does not block. */
    @Override
    public synchronized void close() {
        if (!returned) {
            returned = true;
            content.release();
        }
    }
}
