package dev.patchwave.cache.app;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.MemberReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the instances of this domain have completed, on its way to the source's resume tracker: the newest of each, those that changed,
 * oldest change first. Thread-safe.
 */
final class ProgressRelay {
    private static final int MAX_WAITING_INSTANCES = 200_000;

    private final Map<InstanceId, Bitfield> changed = new LinkedHashMap<>();
    private final Map<InstanceId, Integer> told = new LinkedHashMap<>();

    /** A member reported. */
    synchronized void heard(MemberReport report) {
        report.instance().ifPresent(instance -> note(instance, report.owned()));
    }

    private void note(InstanceId instance, Bitfield owned) {
        boolean news = told.getOrDefault(instance, -1) != owned.count();
        boolean room = changed.containsKey(instance) || changed.size() < MAX_WAITING_INSTANCES;
        if (news && room) {
            changed.put(instance, owned);
            told.put(instance, owned.count());
            if (told.size() > MAX_WAITING_INSTANCES) {
                told.remove(told.keySet().iterator().next());
            }
        }
    }

    /** Takes what fits into one report. */
    synchronized List<MemberReport.Progress> drain() {
        var drained = new ArrayList<MemberReport.Progress>();
        var waiting = changed.entrySet().iterator();
        while (waiting.hasNext() && drained.size() < MemberReport.MAX_PROGRESS) {
            var next = waiting.next();
            drained.add(new MemberReport.Progress(next.getKey(), next.getValue()));
            waiting.remove();
        }
        return drained;
    }

    /** The report did not arrive: what has no newer word goes with the next. */
    synchronized void putBack(List<MemberReport.Progress> undelivered) {
        undelivered.forEach(progress -> changed.putIfAbsent(progress.instance(), progress.owned()));
    }
}
