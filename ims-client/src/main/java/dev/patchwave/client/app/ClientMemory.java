package dev.patchwave.client.app;

import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** The client's state in memory and on disk, which are the same whenever a call has returned. Any thread; changes alone wait for the disk. */
final class ClientMemory {
    private final ClientStateFile file;
    private volatile ClientState state;

    ClientMemory(ClientStateFile file, ClientState state) {
        this.file = file;
        this.state = state;
    }

    /** Reads the file, or writes {@code fresh} on first start. */
    static ClientMemory open(ClientStateFile file, ClientState fresh) throws IOException {
        var known = file.read();
        if (known.isEmpty()) {
            file.write(fresh);
        }
        return new ClientMemory(file, known.orElse(fresh));
    }

    /** Does not wait, also while a change is being written: event loops ask. */
    ClientState get() {
        return state;
    }

    /** Durable when it returns. @throws UncheckedIOException when the disk fails: nothing may be decided on top of it then */
    synchronized void change(UnaryOperator<ClientState> change) {
        var next = change.apply(state);
        try {
            file.write(next);
        } catch (IOException e) {
            throw new UncheckedIOException("the client's state cannot be kept: " + e.getMessage(), e);
        }
        state = next;
    }
}
