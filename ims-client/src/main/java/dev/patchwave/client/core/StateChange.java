package dev.patchwave.client.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing about an upgrade that the source is told.
 *
 * @param campaign as the order named it
 * @param fromVersion what ran before the upgrade
 * @param detail why, for {@link Outcome#FAILED}, else empty; one line, cut to {@link #MAX_DETAIL_CHARACTERS} characters
 */
public record StateChange(
        ReleaseId release,
        Optional<CampaignId> campaign,
        String fromVersion,
        Outcome outcome,
        String detail,
        Instant at) {
    /** Keeps a report within one MESSAGE (RFC 3428 8: 1300 bytes with all headers). */
    public static final int MAX_DETAIL_CHARACTERS = 200;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public StateChange {
        detail = CONTROL.matcher(detail).replaceAll(" ");
        detail = detail.length() <= MAX_DETAIL_CHARACTERS ? detail : detail.substring(0, MAX_DETAIL_CHARACTERS);
    }
}
