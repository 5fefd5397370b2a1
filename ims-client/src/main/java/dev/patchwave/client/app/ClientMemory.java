package dev.patchwave.client.app;

import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's state in memory and on disk, which are the same whenever {@link #change} has returned. Any thread; changes alone wait for the disk,
 * while it is full or read-only as long as that lasts: what was decided is not forgotten, and nothing is decided on top of it.
 */
final class ClientMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ClientMemory.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    private final ClientStateFile file;
    private final Duration betweenAttempts;
    private volatile ClientState state;
    private boolean failing; // Guarded by this, as the next one.
    private boolean behind; // The disk knows less than is in memory.

    ClientMemory(ClientStateFile file, ClientState state, Duration betweenAttempts) {
        this.file = file;
        this.state = state;
        this.betweenAttempts = betweenAttempts;
    }

    /** Reads the file, or writes {@code fresh} on first start. */
    static ClientMemory open(ClientStateFile file, ClientState fresh) throws IOException {
        var known = file.read();
        if (known.isEmpty()) {
            file.write(fresh);
        }
        return new ClientMemory(file, known.orElse(fresh), BETWEEN_ATTEMPTS);
    }

    /** Does not wait, also while a change is being written: event loops ask. */
    ClientState get() {
        return state;
    }

    /**
     * Durable when it returns. An interrupt ends the wait for room.
     *
     * @param change called again for each attempt
     * @throws UncheckedIOException when the disk fails otherwise: nothing may be decided on top of it then
     */
    synchronized void change(UnaryOperator<ClientState> change) {
        while (true) {
            var next = change.apply(state);
            try {
                file.write(next);
                state = next;
                wroteAgain();
                return;
            } catch (IOException e) {
                waitOrEnd(e);
            }
        }
    }

    /**
     * For what need only be durable soon: counts at once, and waits for no room. What a full or read-only disk does not take now is written with
     * the next change of anything; after a crash before that it is forgotten.
     *
     * @throws UncheckedIOException when the disk fails otherwise
     */
    synchronized void changeSoon(UnaryOperator<ClientState> change) {
        state = change.apply(state);
        try {
            file.write(state);
            wroteAgain();
        } catch (IOException e) {
            fallBehind(e);
        }
    }

    private void fallBehind(IOException e) {
        if (!DurableFiles.isPassing(e)) {
            throw cannotBeKept(e);
        }
        if (!behind) { // Once, until the disk takes something again.
            behind = true;
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("what was uploaded cannot be kept now: it counts, but a crash would forget it");
        }
    }

    private void wroteAgain() {
        if (failing || behind) {
            failing = false;
            behind = false;
            LOG.atInfo().log("the client's state is kept again");
        }
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's, which tries the disk again.
    private void waitOrEnd(IOException e) {
        if (!DurableFiles.isPassing(e)) {
            throw cannotBeKept(e);
        }
        if (!failing) {
            failing = true;
            LOG.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("the client's state cannot be kept: nothing is begun until it can");
        }
        try {
            wait(betweenAttempts.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw cannotBeKept(e);
        }
    }

    private static UncheckedIOException cannotBeKept(IOException e) {
        return new UncheckedIOException("the client's state cannot be kept: " + e.getMessage(), e);
    }
}
