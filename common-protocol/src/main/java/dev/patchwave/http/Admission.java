package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides who is served payload now. Asked on event loops, by several at once: must be thread-safe and must not wait.
 */
@FunctionalInterface
public interface Admission {
    Decision admit(Ask ask);

    /** Serves everybody. */
    static Admission open() {
        return ask -> new Admitted(() -> {});
    }

    /**
     * The facts of one request for payload.
     *
     * @param segment empty for the content route, which may span many
     * @param member who asks, when it says so; a claim, not a proof
     */
    record Ask(
            ReleaseId release,
            OptionalInt segment,
            long lengthBytes,
            Optional<HolderId> member,
            InetSocketAddress remote) {}

    /** Either of two. */
    sealed interface Decision {}

    /**
     * Serve.
     *
     * @param permit run once, on an event loop, when the answer has left or its connection has ended
     */
    record Admitted(Runnable permit) implements Decision {}

    /**
     * Answer 503.
     *
     * @param retryAfter told to the asker, rounded up to whole seconds in the header; above 0, at most a day
     * @param alternates who else may have it, best first, of which the first 8 are told; their kind as the asker sees it
     */
    record Busy(Duration retryAfter, List<Holder> alternates) implements Decision {
        public Busy {
            if (!retryAfter.isPositive()) {
                throw new IllegalArgumentException("retryAfter " + retryAfter + ": must be above 0");
            }
            alternates = alternates.stream().limit(BusyAnswer.MAX_ALTERNATES).toList();
        }
    }
}
