package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.Fault;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.SwarmPlan;
import java.time.Duration;
import java.util.List;

/** What a member does to the others. All but the first are hostile. */
public enum Conduct {
    HONEST,
    /** Sends bytes that are not what the manifest says. */
    RUBBISH,
    /** Sends everything but the last chunk of a segment, and keeps the connection. */
    STALLS,
    /** Has a thirtieth of the uplink that it tells: just not so little that it is taken for dead. */
    DAWDLES,
    /** Says that it owns everything, and has nothing when it is asked. */
    BOASTS,
    /** Sends nothing, and says of all whom it is sent to that they do not answer, or sent rubbish. */
    SLANDERS,
    /** Sends nothing, and reports a hundred times a second that it wants more. */
    FLOODS;

    static final Duration FLOODS_EVERY = Duration.ofMillis(10);
    private static final int DAWDLES_BY = 30;

    boolean sendsNothing() {
        return this == BOASTS || this == SLANDERS || this == FLOODS;
    }

    /** How many chunks of a segment it lets go. */
    int shows(int verifiedChunks, int chunks) {
        return this == STALLS ? Math.min(verifiedChunks, chunks - 1) : verifiedChunks;
    }

    long uplink(long told) {
        return this == DAWDLES ? told / DAWDLES_BY : told;
    }

    /** What it makes of its report. */
    MemberReport says(MemberReport report, List<SwarmPlan.Assignment> lastPlan) {
        return switch (this) {
            case BOASTS ->
                MemberReport.of(
                        report.request(),
                        report.member(),
                        report.release(),
                        Bitfield.full(report.owned().size()));
            case SLANDERS -> report.withFaults(slander(lastPlan));
            case FLOODS ->
                report.having(Bitfield.empty(report.owned().size()))
                        .wanting(
                                MemberReport.MAX_WANT,
                                Bitfield.empty(report.owned().size()));
            default -> report;
        };
    }

    private static List<Fault> slander(List<SwarmPlan.Assignment> lastPlan) {
        return lastPlan.stream()
                .flatMap(assignment -> assignment.holders().stream()
                        .flatMap(holder -> List.of(Fault.Reason.UNREACHABLE, Fault.Reason.CORRUPT).stream()
                                .map(reason -> new Fault(assignment.segment(), holder.id(), reason))))
                .limit(MemberReport.MAX_FAULTS)
                .toList();
    }
}
