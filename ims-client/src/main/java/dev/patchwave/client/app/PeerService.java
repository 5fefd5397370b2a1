package dev.patchwave.client.app;

import dev.patchwave.client.core.Sharing;
import dev.patchwave.http.Admission;
import dev.patchwave.http.ServedListener;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.ServingSlots;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Whether a peer is served now, and what was served: the door between the segment server and {@link Sharing}.
 *
 * <p>Any thread; never waits. What is under way when sharing is forbidden still goes out.
 */
final class PeerService implements Admission, ServedListener {
    private static final Duration WHILE_FORBIDDEN = Duration.ofSeconds(30);

    private final ServingSlots slots;
    private final Consumer<Sharing.Event> sharing;
    private final LongAdder uploadedBytes = new LongAdder();
    private volatile boolean allowed;

    /** @param sharing told what went out; must not wait */
    PeerService(ServingSlots slots, Consumer<Sharing.Event> sharing) {
        this.slots = slots;
        this.sharing = sharing;
    }

    void allow(boolean upload) {
        allowed = upload;
    }

    boolean isAllowed() {
        return allowed;
    }

    /** Peers that are being served now. */
    int serving() {
        return slots.taken();
    }

    /** What went out to peers since the program started. */
    long uploadedBytes() {
        return uploadedBytes.sum();
    }

    @Override
    public Decision admit(Ask ask) {
        return admit(ask.member(), ask.remote(), ask.lengthBytes());
    }

    /** Whoever asks for something else than payload of a release. */
    Decision admit(Optional<HolderId> asker, InetSocketAddress remote, long lengthBytes) {
        if (!allowed) {
            return new Busy(WHILE_FORBIDDEN, List.of());
        }
        var member = asker.orElseGet(() -> byAddress(remote));
        return switch (slots.admit(member, lengthBytes)) {
            case ServingSlots.Decision.Admit() -> new Admitted(() -> slots.ended(member, lengthBytes));
            case ServingSlots.Decision.Busy(var retryAfter) -> new Busy(retryAfter, List.of());
        };
    }

    @Override
    public void served(Served served) {
        uploaded(served.bytes());
    }

    /** Counts against the quota. */
    void uploaded(long bytes) {
        uploadedBytes.add(bytes);
        sharing.accept(new Sharing.Event.Uploaded(bytes));
    }

    /** An ordinary HTTP client has no name in the swarm: its address stands for it. */
    private static HolderId byAddress(InetSocketAddress remote) {
        return new HolderId("ip-" + remote.getAddress().getHostAddress().replace('%', '.'));
    }
}
