package dev.patchwave.simulator.swarm;

import java.time.Duration;

/**
 * One thing that goes wrong.
 *
 * @param number in its world, by which a replay leaves it out
 * @param whom the number of a program: 0 the source, then caches and clients
 * @param lasts how long, where that means something
 * @param detail what the kind makes of it
 */
record Misfortune(int number, Duration at, Kind kind, int whom, Duration lasts, int detail) {
    enum Kind {
        /** Killed; started again when it is over. */
        CRASHES,
        /** Killed just before it carries out its next effect but {@code detail}. */
        CRASHES_AT_EFFECT,
        /** Its host goes without a word, and comes back. */
        VANISHES,
        /** Up, but nothing reaches it or comes from it. */
        IS_CUT_OFF,
        /** Nothing passes between its site and the others. */
        SITE_IS_CUT_OFF,
        /** A share of all messages is lost, late or doubled. */
        STORM,
        /** Somebody sets its clock, a day forward or back. */
        CLOCK_IS_SET,
        /** Its disk is emptied while it is down. */
        IS_WIPED,
        /** It is a hostile one, of the conduct {@code detail}, all the time. */
        IS_HOSTILE,
        /** Its power is lost at its next disk operation but some, at the latest when that lasted. */
        LOSES_POWER,
        /** Its disk has room for little. */
        DISK_IS_FULL,
        /** Nothing that it writes can be forced. */
        DISK_CANNOT_SYNC,
        /** A bit of a segment that it owns turns over; its scrubber finds that when it has lasted. */
        BIT_FLIPS,
        /** It is stopped, and started as a program of the next version, or of the last. */
        IS_OF_ANOTHER_VERSION,
        /** A newer release of the product is published. */
        IS_SUPERSEDED;

        /** It comes about once, or not at all. */
        boolean befallsARelease() {
            return this == IS_SUPERSEDED;
        }

        /** It comes about only where programs have disks. */
        boolean befallsADisk() {
            return switch (this) {
                case LOSES_POWER, DISK_IS_FULL, DISK_CANNOT_SYNC, BIT_FLIPS -> true;
                default -> false;
            };
        }

        /** It comes about only where programs are of more than one version. */
        boolean befallsAVersion() {
            return this == IS_OF_ANOTHER_VERSION;
        }
    }

    @Override
    public String toString() {
        return number + ": at " + at.toMillis() + " ms " + kind + " #" + whom + " for " + lasts.toMillis()
                + " ms, detail " + detail;
    }
}
