package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;

/** Makes a steady word of what each report shows: what was seen counts for a while, and lack of content outweighs lack of uplink. */
final class StrainGauge {
    private static final Duration MEMORY = Duration.ofSeconds(1);

    private Instant starvingUntil = Instant.MIN;
    private Instant crowdedUntil = Instant.MIN;

    /** A member wanted more than it could be given, though the origin may have had room: then it held nothing to give. */
    void unmet(boolean originHasRoom, Instant now) {
        if (originHasRoom) {
            starvingUntil = now.plus(MEMORY);
        } else {
            crowdedUntil = now.plus(MEMORY);
        }
    }

    Strain now(Instant now) {
        if (now.isBefore(starvingUntil)) {
            return Strain.STARVING;
        }
        return now.isBefore(crowdedUntil) ? Strain.CROWDED : Strain.EASY;
    }
}
