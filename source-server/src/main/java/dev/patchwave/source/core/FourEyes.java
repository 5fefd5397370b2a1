package dev.patchwave.source.core;

import java.time.Duration;

/**
 * When a campaign needs a second admin. It is asked of offers too: they are carried out at their deadline, whatever users say.
 *
 * @param abovePercent of the known instances, 0 to 100; with 100 one admin may reach everybody
 * @param within how long an order waits for its approval, above zero
 */
public record FourEyes(int abovePercent, Duration within) {
    /** One admin may reach everybody. */
    public static final int OFF_PERCENT = 100;

    public static final FourEyes OFF = new FourEyes(OFF_PERCENT, Duration.ofHours(1));

    public FourEyes {
        if (abovePercent < 0 || abovePercent > OFF_PERCENT || !within.isPositive()) {
            throw new IllegalArgumentException(abovePercent + " % within " + within + ": 0 to 100, above zero");
        }
    }

    /** Whether {@code reached} out of {@code all} is too much for one admin. */
    boolean ask(long reached, long all) {
        return abovePercent < OFF_PERCENT && 100 * reached > abovePercent * all;
    }
}
