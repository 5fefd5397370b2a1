package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** When a member reports to its origin: one report at a time, news soon, otherwise when the origin asked for it. */
final class Reporting {
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final int MOST_FAILURES = 7; // 250 ms doubled seven times: half a minute.

    private final DownloadLimits limits;
    private final RandomGenerator random;
    private final List<Fault> faults = new ArrayList<>();
    private Instant nextAt = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private Instant answerDueAt = Instant.MAX;
    private Instant silentSince = Instant.MAX;
    private Instant sentAt = Instant.MIN;
    private boolean outstanding;
    private int failures;

    Reporting(DownloadLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    void blame(Fault fault) {
        if (faults.size() < MemberReport.MAX_FAULTS) {
            faults.add(fault);
        }
    }

    /** Something happened that the origin should know. */
    void news(Instant now) {
        nextAt = now;
    }

    boolean isDue(Instant now) {
        return !outstanding && !now.isBefore(wakeAt());
    }

    /** Takes the faults along: they count as told. */
    List<Fault> begin(Instant now) {
        var told = List.copyOf(faults);
        faults.clear();
        outstanding = true;
        sentAt = now;
        nextAt = Instant.MAX;
        notBefore = now.plus(limits.minReportInterval());
        answerDueAt = now.plus(limits.reportPatience());
        return told;
    }

    void answered(Duration reportAfter, Instant now) {
        outstanding = false;
        failures = 0;
        silentSince = Instant.MAX;
        var asked = now.plus(reportAfter);
        nextAt = nextAt.isBefore(asked) ? nextAt : asked;
    }

    void failed(Instant now) {
        outstanding = false;
        silentSince = silentSince.isBefore(sentAt) ? silentSince : sentAt;
        var backOff = FIRST_RETRY.multipliedBy(1L << failures);
        failures = Math.min(failures + 1, MOST_FAILURES);
        notBefore = now.plus(backOff.dividedBy(2)).plus(Standing.spread(backOff.dividedBy(2), random));
        nextAt = notBefore;
    }

    /** As if the last report had not been sent. */
    void goOn(Instant now) {
        outstanding = false;
        nextAt = now;
    }

    /** Somebody else is reported to from now on. */
    void startAnew(Instant now) {
        outstanding = false;
        failures = 0;
        silentSince = Instant.MAX;
        notBefore = now;
        nextAt = now;
    }

    boolean isOverdue(Instant now) {
        return outstanding && !now.isBefore(answerDueAt);
    }

    /** The origin answered the last report that is over. */
    boolean isHeard() {
        return silentSince.equals(Instant.MAX);
    }

    /** The origin has been silent for so long that the member goes on without it. */
    boolean isAlone(Instant now) {
        return !silentSince.equals(Instant.MAX) && !now.isBefore(aloneAt());
    }

    /** When this wants to be looked at again. */
    Instant wakeAt() {
        if (outstanding) {
            return answerDueAt;
        }
        return nextAt.isAfter(notBefore) ? nextAt : notBefore;
    }

    Instant aloneAt() {
        return silentSince.equals(Instant.MAX) ? Instant.MAX : silentSince.plus(limits.originPatience());
    }
}
