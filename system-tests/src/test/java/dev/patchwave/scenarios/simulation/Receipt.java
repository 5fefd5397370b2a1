package dev.patchwave.scenarios.simulation;

import dev.patchwave.swarm.HolderKind;
import java.time.Duration;

/** A whole segment arrived. */
public record Receipt(Duration at, String member, int segment, String from, HolderKind kind, boolean corrupt) {}
