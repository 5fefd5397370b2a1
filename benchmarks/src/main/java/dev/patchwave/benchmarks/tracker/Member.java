package dev.patchwave.benchmarks.tracker;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmPlan;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.TreeSet;

/** A client as its tracker sees it: serves with 10 Mbit/s, wants as many segments as the production download does. */
final class Member {
    private static final long UPLINK_BITS_PER_SECOND = 10_000_000;
    private static final int PORT = 8482;
    private static final DownloadLimits LIMITS = DownloadLimits.defaults();

    private final int number;
    private final HolderId id;
    private final ReleaseId release;
    private final ServingAddress address;
    private final TreeSet<Integer> coming = new TreeSet<>();
    private Bitfield owned;
    private boolean known;
    private boolean waits;
    private Duration reportAfter = Duration.ZERO;
    private Instant answeredAt = Instant.MIN;

    Member(int number, ReleaseId release, Bitfield owned) {
        this.number = number;
        this.id = new HolderId("p-" + number);
        this.release = release;
        this.address =
                new ServingAddress("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255), PORT);
        this.owned = owned;
    }

    int number() {
        return number;
    }

    URI uri() {
        return address.seenFrom(address.ipAddress());
    }

    boolean isFull() {
        return owned.isFull();
    }

    /** Its last report was not answered yet. */
    boolean isWaiting() {
        return waits;
    }

    boolean hasWork() {
        return !coming.isEmpty();
    }

    /** When its origin wants to hear of it again, as far as it is known. */
    Instant nextReport() {
        return answeredAt.plus(reportAfter);
    }

    /** One segment came. */
    void store() {
        owned = owned.with(coming.removeFirst());
    }

    /** All that it was told to obtain came. */
    void storeAll() {
        while (hasWork()) {
            store();
        }
    }

    MemberReport report() {
        var inFlight = Bitfield.of(
                owned.size(), coming.stream().mapToInt(Integer::intValue).toArray());
        int lacking = owned.size() - owned.count();
        int want = Math.clamp(
                Math.min(LIMITS.fetchesAtOnce() + LIMITS.lookahead() - coming.size(), lacking - coming.size()),
                0,
                MemberReport.MAX_WANT);
        var request = known ? want > 0 ? Request.FIND : Request.STAT_REPORT : Request.CONNECT;
        var report = MemberReport.of(request, id, release, owned)
                .wanting(want, inFlight)
                .servingAt(address, OptionalLong.of(UPLINK_BITS_PER_SECOND));
        return known ? report : report.with(Action.JOIN);
    }

    void awaitsAnswer() {
        known = true;
        waits = true;
    }

    void answered(SwarmPlan plan, Instant now) {
        waits = false;
        answeredAt = now;
        reportAfter = plan.reportAfter();
        plan.assignments().forEach(assignment -> coming.add(assignment.segment()));
    }
}
