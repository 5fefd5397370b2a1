package dev.patchwave.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The holders of one segment that have a slot free. In a crowd they are few among very many, and looking for one among all who hold the
 * segment would mostly be in vain.
 *
 * <p>Who has a slot free is here; who has none, or is gone, may be here too until it is met, so that a slot that is taken and freed
 * again costs little however many segments its member holds. In no order that means anything, but the same in each replay.
 */
final class FreeHolders {
    private static final int ENOUGH = 8;
    private static final int MOST_LOOKS = 64;

    private final int segment;
    private final List<TrackedMember> members = new ArrayList<>();

    FreeHolders(int segment) {
        this.segment = segment;
    }

    /** It has a slot free and holds the segment. Nothing changes when it is here already. */
    void add(TrackedMember member) {
        if (!member.freeFor.get(segment)) {
            member.freeFor.set(segment);
            members.add(member);
        }
    }

    /** The least loaded of a few at random that do not rest; empty when none does. */
    Optional<Uploader> leastLoaded(
            TrackedMember asker, Predicate<TrackedMember> willing, Instant now, RandomGenerator random) {
        Uploader best = null;
        int found = 0;
        int looks = 0; // At who is here rightly: taking the others out was paid for by their coming.
        while (looks < MOST_LOOKS && found < ENOUGH && found < members.size()) {
            int at = members.size() == 1 ? 0 : random.nextInt(members.size());
            var member = members.get(at);
            if (!isFree(member)) {
                forget(at);
                continue;
            }
            looks++;
            if (member != asker && willing.test(member)) {
                var uploader = member.uploader.orElseThrow();
                if (!uploader.isResting(now)) {
                    found++;
                    best = best == null || uploader.pressure() < best.pressure() ? uploader : best;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Takes out who is not free, when more than {@code most} are here. */
    void limit(int most) {
        if (members.size() > most) {
            members.removeIf(member -> {
                boolean free = isFree(member);
                member.freeFor.set(segment, free);
                return !free;
            });
        }
    }

    private boolean isFree(TrackedMember member) {
        return member.free && member.listed.contains(segment);
    }

    private void forget(int at) {
        members.get(at).freeFor.clear(segment);
        var last = members.removeLast();
        if (at < members.size()) {
            members.set(at, last);
        }
    }
}
