package dev.patchwave.transfer;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who a program is in a swarm, and what only the program knows when its download reports.
 *
 * @param uplinkBitsPerSecond what it may and can upload now; empty while it does not know
 * @param address where it serves now; empty while it may not
 * @param progress of instances below it that changed since the last call; only caches have any. Called once a report, on the
 *     download's loop
 * @param undelivered given back the progress of a report that did not arrive
 * @param stat bytes moved since the program started
 */
public record Member(
        HolderId id,
        Optional<InstanceId> instance,
        Supplier<OptionalLong> uplinkBitsPerSecond,
        Supplier<Optional<ServingAddress>> address,
        Supplier<List<MemberReport.Progress>> progress,
        Consumer<List<MemberReport.Progress>> undelivered,
        Supplier<MemberReport.Stat> stat) {

    /** The same, passing on what the instances below it have completed. */
    public Member relaying(
            Supplier<List<MemberReport.Progress>> drained, Consumer<List<MemberReport.Progress>> putBack) {
        return new Member(id, instance, uplinkBitsPerSecond, address, drained, putBack, stat);
    }

    /** What the download reports, with what it could not know. */
    MemberReport complete(MemberReport report) {
        var known = report.withProgress(progress.get()).with(stat.get());
        var named = instance.map(known::with).orElse(known);
        return address.get()
                .map(where -> named.servingAt(where, uplinkBitsPerSecond.get()))
                .orElse(named);
    }
}
