package dev.patchwave.launcher.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * The five steps of TR 22.906 clause 5.3, and whether they have been seen to happen. Pure: it looks at snapshots and believes
 * nothing that no program reported.
 */
final class Story {
    /** A step, told once it was seen. */
    private record Step(String title, BiPredicate<Story, Snapshot> seen) {}

    private static final Map<Integer, Step> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put(
                1,
                new Step(
                        "the admin's SIP MESSAGE forces area-1; the source pushes the patch to cache-1",
                        (story, now) -> now.bytesFrom("cache-1", "source") > 0));
        STEPS.put(
                2,
                new Step(
                        "Alice and Bob fetch from their own cache",
                        (story, now) ->
                                now.bytesFrom("alice", "own-cache") > 0 && now.bytesFrom(Cast.BOB, "own-cache") > 0));
        STEPS.put(
                3,
                new Step(
                        "area-2 is forced while the source is congested; cache-2 takes segments from cache-1",
                        (story, now) -> now.bytesFrom("cache-2", "other-cache") > 0));
        STEPS.put(
                4,
                new Step(
                        "cache-1 is congested; Jerry and Michael fetch from Alice and other peers",
                        (story, now) -> now.bytesFrom("jerry", "peer") > 0 && now.bytesFrom("michael", "peer") > 0));
        STEPS.put(
                5,
                new Step(
                        "Bob, killed in the middle, goes on with just what he lacked",
                        (story, now) -> story.bobRestarted
                                && now.owned(Cast.BOB) > story.bobOwnedWhenKilled
                                && now.release(Cast.BOB)
                                        .filter(held -> held.verifiedFetchedTwiceSegments() == 0)
                                        .isPresent()));
    }

    private final List<Integer> told = new ArrayList<>();
    private boolean bobRestarted;
    private int bobOwnedWhenKilled;
    private int bobLost;
    private boolean bobSeenAgain;

    /** Bob was killed with this many segments owned, and started again. */
    void bobCameBack(int ownedWhenKilled) {
        bobRestarted = true;
        bobOwnedWhenKilled = ownedWhenKilled;
    }

    /** Verified segments that Bob no longer owned when he came back, and so had to fetch again. */
    int bobLost() {
        return bobLost;
    }

    /** The steps that {@code now} shows for the first time, as lines to tell. */
    List<String> observe(Snapshot now) {
        if (bobRestarted && !bobSeenAgain && now.release(Cast.BOB).isPresent()) {
            bobSeenAgain = true;
            bobLost = Math.max(0, bobOwnedWhenKilled - now.owned(Cast.BOB));
        }
        var lines = new ArrayList<String>();
        STEPS.forEach((number, step) -> {
            if (!told.contains(number) && step.seen().test(this, now)) {
                told.add(number);
                lines.add("(" + number + ") " + step.title());
            }
        });
        return lines;
    }

    /** The steps that were never seen. */
    List<String> missing() {
        return STEPS.entrySet().stream()
                .filter(entry -> !told.contains(entry.getKey()))
                .map(entry -> "step " + entry.getKey() + " was not seen: "
                        + entry.getValue().title())
                .toList();
    }
}
