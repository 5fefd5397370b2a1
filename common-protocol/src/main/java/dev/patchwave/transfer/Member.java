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
 * @param trouble why its own disk takes nothing now; empty when all is well
 */
public record Member(
        HolderId id,
        Optional<InstanceId> instance,
        Supplier<OptionalLong> uplinkBitsPerSecond,
        Supplier<Optional<ServingAddress>> address,
        Supplier<List<MemberReport.Progress>> progress,
        Consumer<List<MemberReport.Progress>> undelivered,
        Supplier<MemberReport.Stat> stat,
        Supplier<Optional<String>> trouble) {

    /** One that never says that it is in trouble. */
    public Member(
            HolderId id,
            Optional<InstanceId> instance,
            Supplier<OptionalLong> uplinkBitsPerSecond,
            Supplier<Optional<ServingAddress>> address,
            Supplier<List<MemberReport.Progress>> progress,
            Consumer<List<MemberReport.Progress>> undelivered,
            Supplier<MemberReport.Stat> stat) {
        this(id, instance, uplinkBitsPerSecond, address, progress, undelivered, stat, Optional::empty);
    }

    /** The same, passing on what the instances below it have completed. */
    public Member relaying(
            Supplier<List<MemberReport.Progress>> drained, Consumer<List<MemberReport.Progress>> putBack) {
        return new Member(id, instance, uplinkBitsPerSecond, address, drained, putBack, stat, trouble);
    }

    /** The same, telling the origin when its own disk takes nothing. */
    public Member tellingOf(Supplier<Optional<String>> said) {
        return new Member(id, instance, uplinkBitsPerSecond, address, progress, undelivered, stat, said);
    }

    /** What the download reports, with what it could not know. */
    MemberReport complete(MemberReport report) {
        var known = report.withProgress(progress.get()).with(stat.get()).inTrouble(trouble.get());
        var named = instance.map(known::with).orElse(known);
        return address.get()
                .map(where -> named.servingAt(where, uplinkBitsPerSecond.get()))
                .orElse(named);
    }
}
