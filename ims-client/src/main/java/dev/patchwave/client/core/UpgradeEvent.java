package dev.patchwave.client.core;

import dev.patchwave.release.ReleaseId;

/** What an {@link Upgrade} is told. Events about a release that is not the one under way are stale and change nothing. */
public sealed interface UpgradeEvent {
    /** The program has started, afresh or after a crash; comes first and once. */
    record Started() implements UpgradeEvent {}

    /** A signal that passed the shell's checks of who sent it. */
    record Told(UpgradeOrder order) implements UpgradeEvent {}

    /** The user said yes. */
    record Accepted(ReleaseId release) implements UpgradeEvent {}

    /** The user said no. */
    record Declined(ReleaseId release) implements UpgradeEvent {}

    /** The manifest is on disk and a publisher we believe signed it. */
    record ManifestTrusted(ReleaseId release, long sequence) implements UpgradeEvent {}

    /** The manifest is not to be believed, or not for us; asking again would not help. */
    record ManifestRefused(ReleaseId release, String reason) implements UpgradeEvent {}

    /** Nobody answered with a manifest; asking later may help. */
    record ManifestUnreachable(ReleaseId release, String reason) implements UpgradeEvent {}

    /** Segments arrived, so the swarm is alive. */
    record SegmentsGained(ReleaseId release) implements UpgradeEvent {}

    /** Every segment is verified and on disk. */
    record DownloadFinished(ReleaseId release) implements UpgradeEvent {}

    /** No holder and no tracker could be reached; the download has stopped and keeps what it has. */
    record SwarmUnreachable(ReleaseId release, String reason) implements UpgradeEvent {}

    /** The download cannot go on: disk full, patch damaged beyond repair. */
    record DownloadFailed(ReleaseId release, String reason) implements UpgradeEvent {}

    /** The patch is in use and survived its health check; durable. */
    record Installed(ReleaseId release) implements UpgradeEvent {}

    /** The patch is not in use; what was in use before is again. */
    record InstallFailed(ReleaseId release, String reason) implements UpgradeEvent {}

    /**
     * Our own disk is full or read-only: the manifest is not kept, the download has stopped and keeps what it has, or the patch is not in
     * use. Trying later will help, however long that takes.
     */
    record NoRoom(ReleaseId release, String reason) implements UpgradeEvent {}

    /** The answer to {@link UpgradeEffect.Report}, owed for each. */
    record ReportAnswered(StateChange change, Receipt receipt) implements UpgradeEvent {}

    /** The core's deadline passed. */
    record DeadlinePassed() implements UpgradeEvent {}
}
