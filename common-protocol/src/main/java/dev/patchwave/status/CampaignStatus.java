package dev.patchwave.status;

import java.util.List;

/**
 * How far a campaign is.
 *
 * @param manner {@code forced}, {@code offered} or {@code requested}
 * @param state {@code pending-approval}, {@code expired}, {@code filling}, {@code no-room} (would be
 *     filling, but a cache's disk takes nothing now; goes on by itself), {@code signalling}, {@code running}, {@code finished}
 * @param targeted instances it concerns so far
 * @param signalled of them told, and acknowledged
 * @param waiting of them not reachable now; told at their next REGISTER
 */
public record CampaignStatus(
        String campaign,
        String release,
        String manner,
        String state,
        List<String> domains,
        int targeted,
        int signalled,
        int waiting,
        int started,
        int installed,
        int failed) {
    /** The state of one that waits for a second admin. */
    public static final String PENDING_APPROVAL = "pending-approval";

    public CampaignStatus {
        domains = domains == null ? List.of() : List.copyOf(domains);
    }
}
