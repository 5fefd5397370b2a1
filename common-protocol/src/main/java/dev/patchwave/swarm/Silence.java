package dev.patchwave.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When members fall silent. Each report puts that off; so that it costs nothing a member keeps its place in the order, is looked at when it
 * may have fallen silent, and is put back when it had not.
 */
final class Silence {
    private final TreeSet<TrackedMember> byLook = new TreeSet<>(TrackedMember.BY_LOOK);

    /** It is silent from {@code silentAt} on, unless it is heard again before. */
    void heard(TrackedMember member, Instant silentAt) {
        member.silentAt = silentAt;
        if (member.lookAt.equals(Instant.MIN) || silentAt.isBefore(member.lookAt)) {
            lookWhenSilent(member);
        }
    }

    /** It left. */
    void forget(TrackedMember member) {
        byLook.remove(member);
    }

    /** When to ask for {@link #fallen}, at the latest. */
    Optional<Instant> nextLook() {
        return byLook.isEmpty() ? Optional.empty() : Optional.of(byLook.first().lookAt);
    }

    /** Takes out those who have been silent for too long. */
    List<TrackedMember> fallen(Instant now) {
        var fallen = new ArrayList<TrackedMember>();
        while (!byLook.isEmpty() && !byLook.first().lookAt.isAfter(now)) {
            var first = byLook.first();
            if (first.silentAt.isAfter(now)) {
                lookWhenSilent(first);
            } else {
                byLook.remove(first);
                fallen.add(first);
            }
        }
        return fallen;
    }

    private void lookWhenSilent(TrackedMember member) {
        byLook.remove(member);
        member.lookAt = member.silentAt;
        byLook.add(member);
    }
}
