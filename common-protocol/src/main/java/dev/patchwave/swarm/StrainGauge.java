package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;

/**
 * Makes a steady word of what each report shows. A window of time in which members lacked content more often than uplinks counts for
 * a while: were it forgotten at once, the help that it brings would end as soon as it works.
 */
final class StrainGauge {
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Duration MEMORY = Duration.ofSeconds(4);

    private Instant windowEnds = Instant.MIN;
    private Instant starvingUntil = Instant.MIN;
    private Instant crowdedUntil = Instant.MIN;
    private int lackedContent;
    private int lackedUplink;

    /** A member wanted more than it could be given; {@code content}: nobody holds anything for it, else all who do are busy. */
    void unmet(boolean content, Instant now) {
        turn(now);
        if (content) {
            lackedContent++;
        } else {
            lackedUplink++;
            crowdedUntil = now.plus(WINDOW);
        }
    }

    /** How they fare; {@code leeches} members lack something. */
    Strain now(int leeches, Instant now) {
        turn(now);
        if (leeches == 0) {
            return Strain.IDLE;
        }
        if (now.isBefore(starvingUntil)) {
            return Strain.STARVING;
        }
        return now.isBefore(crowdedUntil) ? Strain.CROWDED : Strain.EASY;
    }

    private void turn(Instant now) {
        if (now.isBefore(windowEnds)) {
            return;
        }
        if (lackedContent > lackedUplink) {
            starvingUntil = windowEnds.plus(MEMORY);
        }
        lackedContent = 0;
        lackedUplink = 0;
        windowEnds = now.plus(WINDOW);
    }
}
