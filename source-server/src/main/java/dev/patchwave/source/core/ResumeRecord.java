package dev.patchwave.source.core;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import java.time.Instant;

/** What an instance has of a release, as far as the source knows; at most one for the two. */
public record ResumeRecord(InstanceId instance, ReleaseId release, Bitfield owned, Instant changed) {}
