package dev.patchwave.client.core;

import dev.patchwave.release.ReleaseId;
import java.net.URI;

/** What an {@link Upgrade} asks for. */
public sealed interface UpgradeEffect {
    /** Make this state durable before the next effect; failing to is a fault that stops the client. */
    record Remember(UpgradeState state) implements UpgradeEffect {}

    /** Ask the user; the answer is {@link UpgradeEvent.Accepted} or {@link UpgradeEvent.Declined}, or never comes. */
    record AskUser(UpgradeOrder order) implements UpgradeEffect {}

    /** Fetch and verify the manifest, or find it on disk; answered by one of the three manifest events. */
    record FetchManifest(ReleaseId release, URI manifest) implements UpgradeEffect {}

    /** Begin the download, or go on with it; answered by one of the download events. */
    record Download(ReleaseId release) implements UpgradeEffect {}

    /** Stop what is under way for this release; nothing is answered, segments may stay on disk. */
    record Abandon(ReleaseId release) implements UpgradeEffect {}

    /** Put the patch to use; answered by {@link UpgradeEvent.Installed}, {@link UpgradeEvent.NoRoom} or {@link UpgradeEvent.InstallFailed}. */
    record Install(ReleaseId release) implements UpgradeEffect {}

    /** Tell the source; answered by {@link UpgradeEvent.ReportAnswered}. One at a time (RFC 3428 8). */
    record Report(StateChange change) implements UpgradeEffect {}

    /** Subscribe with this version from now on. */
    record Resubscribe(String version) implements UpgradeEffect {}
}
