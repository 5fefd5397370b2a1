package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.InstanceId;

/**
 * What a client tells the source when it is back: what it still has ({@code POST /v1/releases/{id}/resume}).
 *
 * @param owned verified and on its disk
 */
public record ResumeAsk(InstanceId instance, Bitfield owned) {}
