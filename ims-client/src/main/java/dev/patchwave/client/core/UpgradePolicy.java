package dev.patchwave.client.core;

import java.time.Duration;

/**
 * What the owner of the device decided about upgrades.
 *
 * @param offers whether an offer is taken at once or the user is asked
 * @param maxSpread the longest random wait that is obeyed; a longer announced one is drawn from this instead
 * @param retry for the manifest, the swarm and reports
 * @param maxInstalls how often an installation that does not survive is begun again, 1 or more
 */
public record UpgradePolicy(Offers offers, Duration maxSpread, BackOff retry, int maxInstalls) {
    /** What to do with an offered release. */
    public enum Offers {
        ACCEPT,
        ASK
    }

    /** Accepts offers, waits up to a day, retries from 1 s to 60 s and 12 times, installs 3 times at most. */
    public static UpgradePolicy standard() {
        return new UpgradePolicy(
                Offers.ACCEPT, Duration.ofDays(1), new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 12), 3);
    }

    public UpgradePolicy withOffers(Offers decision) {
        return new UpgradePolicy(decision, maxSpread, retry, maxInstalls);
    }
}
