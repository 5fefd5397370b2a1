package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection that says when it is gone: JAIN-SIP closes it at the end of the stream but tells nobody, and whoever waits for an
 * answer on it would wait until the timeout.
 */
final class WatchedSocket extends Socket {
    private final Consumer<InetSocketAddress> onClosed;
    private final AtomicBoolean told = new AtomicBoolean();

    WatchedSocket(Consumer<InetSocketAddress> onClosed) {
        this.onClosed = onClosed;
    }

    @Override
    public void close() throws IOException {
        // Asked before closing, since a closed socket may have forgotten it.
        Object remote = getRemoteSocketAddress();
        super.close();
        if (remote instanceof InetSocketAddress address && told.compareAndSet(false, true)) {
            onClosed.accept(address);
        }
    }
}
