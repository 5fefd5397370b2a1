package dev.patchwave.source.core;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.Holder;
import java.util.List;

/** What {@link ResumeTracker} asks for, in order. An {@link Answer} leaves only when all before it is durable. */
public sealed interface ResumeEffect {
    /** Keep this over a crash, in place of what was kept of the two. */
    record Remember(ResumeRecord record) implements ResumeEffect {}

    /** Keep nothing of the two any more. */
    record Forget(InstanceId instance, ReleaseId release) implements ResumeEffect {}

    /** What is missing, and who has some of it: caches of its own domain, other caches, the source. */
    record Answer(Bitfield missing, List<Holder> holders, long ticket) implements ResumeEffect {
        public Answer {
            holders = List.copyOf(holders);
        }
    }
}
