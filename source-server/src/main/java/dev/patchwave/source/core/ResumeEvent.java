package dev.patchwave.source.core;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import java.util.List;
import java.util.Optional;

/** What {@link ResumeTracker} is told. */
public sealed interface ResumeEvent {
    /** A cache forwarded what an instance of its domain has. */
    record Progressed(InstanceId instance, ReleaseId release, Bitfield owned) implements ResumeEvent {}

    /**
     * An instance came back and asks what it still lacks; answered by {@link ResumeEffect.Answer}.
     *
     * @param segmentCount of the release
     * @param claimed what it says it has, verified and on its disk; empty when it lost its own memory
     * @param domain where it is now
     * @param holdings who has what at the moment, the source included
     */
    record Asked(
            InstanceId instance,
            ReleaseId release,
            int segmentCount,
            Optional<Bitfield> claimed,
            DomainId domain,
            List<Holding> holdings,
            long ticket)
            implements ResumeEvent {
        public Asked {
            holdings = List.copyOf(holdings);
        }
    }

    /** The instance runs the release: nothing to resume any more. */
    record Installed(InstanceId instance, ReleaseId release) implements ResumeEvent {}

    /** {@link ResumeTracker#nextDeadline()} was reached. */
    record DeadlinePassed() implements ResumeEvent {}
}
