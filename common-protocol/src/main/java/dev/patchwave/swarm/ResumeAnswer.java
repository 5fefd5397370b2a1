package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.util.List;

/**
 * What the source answers a client that is back.
 *
 * @param missing what the client lacks
 * @param holders who has it, best first, at most {@value #MAX_HOLDERS}
 */
public record ResumeAnswer(Bitfield missing, List<Holder> holders) {
    public static final int MAX_HOLDERS = SwarmPlan.MAX_FALLBACKS;

    public ResumeAnswer {
        holders = List.copyOf(holders);
        if (holders.size() > MAX_HOLDERS) {
            throw new IllegalArgumentException(holders.size() + " holders: at most " + MAX_HOLDERS);
        }
    }
}
