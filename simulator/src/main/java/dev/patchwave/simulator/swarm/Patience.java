package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.TrackerLimits;
import java.time.Duration;

/** The programs' usual limits with more patience, for links so slow or members so many that the usual would fire all the time. */
public final class Patience {
    private Patience() {}

    /**
     * Longer waits than usual.
     *
     * @param fetch after which a fetch is cancelled
     * @param report after which a report has failed
     */
    public static DownloadLimits download(Duration fetch, Duration report) {
        var usual = DownloadLimits.defaults();
        return new DownloadLimits(
                usual.fetchesAtOnce(),
                usual.fetchesPerHolder(),
                usual.lookahead(),
                usual.minReportInterval(),
                report,
                usual.pushPatience(),
                fetch,
                usual.originPatience(),
                usual.rungBudgets(),
                usual.maxRest(),
                usual.minRetryAfter(),
                usual.maxRetryAfter());
    }

    /** Members report when they have news, otherwise after {@code quiet}, and wait so long for an answer that has nothing to say. */
    public static TrackerLimits tracker(Duration quiet) {
        var usual = TrackerLimits.defaults();
        return new TrackerLimits(
                usual.maxMembers(),
                usual.assignmentsPerMember(),
                quiet.multipliedBy(5),
                quiet.multipliedBy(5),
                quiet,
                quiet,
                quiet,
                usual.reportsPerSecond(),
                usual.maxBans(),
                usual.accusationsPerMember());
    }
}
