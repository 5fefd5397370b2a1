package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;

/** Makes a steady word of what each report shows: what was seen counts for a while, and lack of content
 * outweighs lack of uplink once it has lasted: every swarm lacks content when it begins. */
final class StrainGauge {
    private static final Duration MEMORY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Instant starvingSince = Instant.MAX;
    private Instant starvingUntil = Instant.MIN;
    private Instant crowdedUntil = Instant.MIN;

    /** A member wanted more than it could be given, though the origin may have had room: then it held nothing to give. */
    void unmet(boolean originHasRoom, Instant now) {
        if (originHasRoom) {
            starvingSince = now.isBefore(starvingUntil) ? starvingSince : now;
            starvingUntil = now.plus(MEMORY);
        } else {
            crowdedUntil = now.plus(MEMORY);
        }
    }

    /** How they fare; {@code leeches} members lack something. */
    Strain now(int leeches, Instant now) {
        if (leeches == 0) {
            return Strain.IDLE;
        }
        boolean starves = now.isBefore(starvingUntil) && !now.isBefore(starvingSince.plus(PATIENCE));
        if (starves) {
            return Strain.STARVING;
        }
        return now.isBefore(crowdedUntil) ? Strain.CROWDED : Strain.EASY;
    }
}
