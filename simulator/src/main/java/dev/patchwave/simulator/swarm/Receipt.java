package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.HolderKind;
import java.time.Duration;

/** A segment became whole with a chunk of {@code from}, or turned out to be rubbish. */
public record Receipt(Duration at, String member, int segment, String from, HolderKind kind, boolean corrupt) {}
