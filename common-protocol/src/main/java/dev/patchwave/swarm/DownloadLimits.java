package dev.patchwave.swarm;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The limits of one {@link Download}.
 *
 * @param fetchesAtOnce segments that are fetched at a time, 1 or more
 * @param fetchesPerHolder the same of one holder, 1 or more; one more than there are connections to it, and the next request can be sent
 *     before the last answer has ended
 * @param lookahead assignments wanted beyond those being fetched, so that no fetch waits for a plan
 * @param minReportInterval reports are no closer than this
 * @param reportPatience a report without an answer for so long has failed
 * @param pushPatience a pushed segment that stays away for so long is fetched
 * @param fetchPatience a fetch that takes so long is cancelled
 * @param originPatience an origin that answers nothing for so long is done without
 * @param rungBudgets how long a segment may wait for the holders of a rung that are busy, before the next rung is climbed
 * @param maxRest of a holder that failed, 0.5 s at first and doubled each time
 * @param minRetryAfter a shorter Retry-After is taken as this
 * @param maxRetryAfter a longer Retry-After is taken as this
 */
public record DownloadLimits(
        int fetchesAtOnce,
        int fetchesPerHolder,
        int lookahead,
        Duration minReportInterval,
        Duration reportPatience,
        Duration pushPatience,
        Duration fetchPatience,
        Duration originPatience,
        SortedMap<HolderKind, Duration> rungBudgets,
        Duration maxRest,
        Duration minRetryAfter,
        Duration maxRetryAfter) {

    public DownloadLimits {
        rungBudgets = Collections.unmodifiableSortedMap(new TreeMap<>(rungBudgets));
        if (fetchesAtOnce < 1 || fetchesPerHolder < 1 || lookahead < 0) {
            throw new IllegalArgumentException("fetches at once " + fetchesAtOnce + ", of one holder "
                    + fetchesPerHolder + ", lookahead " + lookahead + ": must be positive");
        }
    }

    /** How many more assignments are wanted by a member that lacks {@code lacking} segments and means to obtain {@code needed} of them now. */
    int want(int lacking, int needed) {
        int room = fetchesAtOnce + lookahead - needed;
        return Math.clamp(Math.min(room, lacking - needed), 0, MemberReport.MAX_WANT);
    }

    /** For a client or a cache on a link of some 10 to 100 Mbit/s. */
    public static DownloadLimits defaults() {
        var budgets = new TreeMap<HolderKind, Duration>();
        budgets.put(HolderKind.PEER, Duration.ofSeconds(2));
        budgets.put(HolderKind.OWN_CACHE, Duration.ofSeconds(10));
        budgets.put(HolderKind.OTHER_CACHE, Duration.ofSeconds(10));
        budgets.put(HolderKind.SOURCE, Duration.ofSeconds(30));
        return new DownloadLimits(
                8,
                5,
                1,
                Duration.ofMillis(50),
                Duration.ofSeconds(3),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                budgets,
                Duration.ofSeconds(60),
                Duration.ofMillis(200),
                Duration.ofSeconds(30));
    }
}
