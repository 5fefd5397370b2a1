package dev.patchwave.chaos;

import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.ReleaseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What programs said of a release right before they were killed, by which they must stand when they live again.
 *
 * @param held of each that knew the release
 * @param campaign what the source knew, when it is one of them
 */
record Said(String release, SortedMap<String, ReleaseStatus> held, Optional<CampaignStatus> campaign) {
    private static final String SOURCE = "source";

    /** Asks them. A program that does not answer has said nothing. */
    static Said of(LiveDeployment live, String release, List<String> names) {
        var held = new TreeMap<String, ReleaseStatus>();
        names.forEach(name -> live.held(release, name).ifPresent(status -> held.put(name, status)));
        return new Said(release, held, names.contains(SOURCE) ? live.campaign(release) : Optional.empty());
    }

    /** Asks again those that were started again. @return what does not hold any more; empty when all is well */
    List<Finding> broken(LiveDeployment live) {
        var broken = new ArrayList<Finding>();
        held.forEach((name, before) -> {
            if (before.verifiedFetchedTwiceSegments() > 0) { // It counts anew after each start.
                broken.add(new Finding(Finding.Kind.FETCHED_TWICE, name + " had fetched verified segments twice"));
            }
            forgotten(live, name, before.ownedSegments()).ifPresent(broken::add);
        });
        campaign.flatMap(before -> lost(before, live.campaign(release))).ifPresent(broken::add);
        return broken;
    }

    private Optional<Finding> forgotten(LiveDeployment live, String name, int before) {
        if (before == 0) {
            return Optional.empty();
        }
        int after = live.awaitKnown(release, name).ownedSegments();
        return after >= before
                ? Optional.empty()
                : Optional.of(new Finding(
                        Finding.Kind.FETCHED_TWICE,
                        name + " owned " + before + " segments when it was killed, and only " + after + " after"));
    }

    /** What the source forgot of a campaign. A report may have come in between, so more is as good. */
    static Optional<Finding> lost(CampaignStatus before, Optional<CampaignStatus> now) {
        boolean kept = now.filter(after -> after.installed() >= before.installed()
                        && after.signalled() >= before.signalled()
                        && after.started() + after.installed() >= before.started() + before.installed()
                        && after.targeted() >= before.targeted())
                .isPresent();
        return kept
                ? Optional.empty()
                : Optional.of(new Finding(Finding.Kind.STEP_LOST, "the source knew " + before + ", and now " + now));
    }
}
