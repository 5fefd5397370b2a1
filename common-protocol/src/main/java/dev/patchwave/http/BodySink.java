package dev.patchwave.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes the body of one message, chunk by chunk, on worker threads, one call at a time.
 *
 * <p>Ends with exactly one of {@link #finish} (all bytes came) and {@link #abort} (they did not, or a call threw, or
 * {@link #write} had seen enough).
 *
 * @param <R> what the whole body comes to
 */
interface BodySink<R> {
    /**
     * Takes what remains in {@code chunk}, which is not kept. May write to disk.
     *
     * @return what it comes to when the rest is not wanted any more; else empty
     */
    Optional<R> write(ByteBuffer chunk) throws IOException;

    /** All bytes came. May sync to disk. */
    R finish() throws IOException;

    /** The rest never comes: frees what is held. */
    void abort();
}
