package dev.patchwave.client.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the service told this client: that a release exists for it, and in which manner it is brought.
 *
 * @param sequence of the release, 1 or more; only a higher one than any seen before is obeyed
 * @param manifest where the manifest lies, at the domain's cache
 * @param campaign the campaign behind the order; empty when the signal did not name one
 * @param spread the time over which the audience starts, 0 or more; each client draws its own moment in it
 * @param deadline when the release shall be in use (RFC 6080 {@code effective-by}); empty when there is none
 */
public record UpgradeOrder(
        ReleaseId release,
        long sequence,
        Manner manner,
        URI manifest,
        Optional<CampaignId> campaign,
        Duration spread,
        Optional<Instant> deadline) {
    /** How a release is brought to a subscriber, the mildest first. */
    public enum Manner {
        /** The user may be asked; nobody waits for the answer beyond the deadline. */
        OFFERED,
        /** The network decided; the user is not asked. */
        FORCED,
        /** The user asked for it: starts at once. */
        REQUESTED
    }

    public UpgradeOrder {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence + ": must be 1 or more");
        }
        if (spread.isNegative()) {
            throw new IllegalArgumentException("spread " + spread + ": must not be negative");
        }
    }

    UpgradeOrder movedTo(URI newManifest) {
        return new UpgradeOrder(release, sequence, manner, newManifest, campaign, spread, deadline);
    }
}
