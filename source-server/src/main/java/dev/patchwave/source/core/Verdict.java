package dev.patchwave.source.core;

import dev.patchwave.signal.CampaignId;
import java.time.Instant;

/** The answer to an admin's command. */
public sealed interface Verdict {
    /** It is durable and runs; also the answer to the same command again. */
    record Accepted() implements Verdict {}

    /** It is durable, and waits for a second admin to approve it. */
    record Pending(CampaignId campaign, Instant until) implements Verdict {}

    /** Not by this admin. */
    record Forbidden(String reason) implements Verdict {}

    /** It names a release or a domain that does not exist here. */
    record Unknown(String reason) implements Verdict {}

    /** It cannot be carried out as it stands. */
    record Refused(String reason) implements Verdict {}
}
