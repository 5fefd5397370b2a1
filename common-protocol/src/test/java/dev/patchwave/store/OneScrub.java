package dev.patchwave.store;

import dev.patchwave.loop.StandingClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A {@link Scrubber} without its thread: reads all that a store owns once, at once. */
public final class OneScrub {
    private static final long FAST = 1L << 40;

    private OneScrub() {}

    /** The segments that were found rotten, which are not owned any more. */
    public static List<Integer> of(ReleaseStore store) throws IOException {
        var rotten = new ArrayList<Integer>();
        var clock = new StandingClock(Instant.EPOCH);
        var scrubber = new Scrubber(
                store,
                FAST,
                Duration.ofSeconds(1),
                (held, segment) -> rotten.add(segment),
                clock,
                new SplittableRandom(1));
        while (scrubber.passes() < 2 && ownsAny(store)) { // The first begins in the middle.
            scrubber.step().ifPresent(clock::set);
        }
        return rotten;
    }

    private static boolean ownsAny(ReleaseStore store) {
        return store.releases().stream().anyMatch(held -> !held.owned().isEmpty());
    }
}
