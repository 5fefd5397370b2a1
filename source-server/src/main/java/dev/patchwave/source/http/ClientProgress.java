package dev.patchwave.source.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.status.MemberStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the source heard last of instances, for people to look at: the latest ten thousand. Any thread. */
public final class ClientProgress {
    private static final int MAX_INSTANCES = 10_000;

    private record Key(InstanceId instance, ReleaseId release) {}

    private record Seen(Optional<DomainId> domain, int owned, String state) {}

    private final Map<Key, Seen> seen = new LinkedHashMap<>();

    /** A cache of {@code domain} forwarded how much an instance has. */
    public synchronized void progressed(InstanceId instance, ReleaseId release, DomainId domain, int owned) {
        var key = new Key(instance, release);
        String state = Optional.ofNullable(seen.get(key)).map(Seen::state).orElse("downloading");
        keep(key, new Seen(Optional.of(domain), owned, state));
    }

    /** An instance reported how its upgrade goes. */
    public synchronized void reported(Signal.UpgradeReport report) {
        var key = new Key(report.instance(), report.release());
        var before = Optional.ofNullable(seen.get(key));
        String state = switch (report.outcome()) {
            case STARTED -> "downloading";
            case INSTALLED -> "installed";
            case FAILED -> "failed";
        };
        int owned = before.map(Seen::owned).orElse(0);
        keep(key, new Seen(before.flatMap(Seen::domain), owned, state));
    }

    /** Those of one release, who was heard of longest ago first. */
    synchronized List<MemberStatus> of(ReleaseId release, int segments) {
        return seen.entrySet().stream()
                .filter(entry -> entry.getKey().release().equals(release))
                .map(entry -> status(entry.getKey(), entry.getValue(), segments))
                .toList();
    }

    private void keep(Key key, Seen what) {
        seen.remove(key);
        seen.put(key, what);
        if (seen.size() > MAX_INSTANCES) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    private static MemberStatus status(Key key, Seen what, int segments) {
        return new MemberStatus(
                key.instance().toString(),
                "client",
                what.domain().map(DomainId::value).orElse(""),
                key.release().toString(),
                what.state().equals("installed") ? segments : what.owned(),
                segments,
                what.state());
    }
}
