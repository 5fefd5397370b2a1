package dev.patchwave.swarm;

import dev.patchwave.swarm.SwarmTracker.Event.MemberReported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Members that want work and have none, because every slot was taken when they asked. Their answers are held back until a slot
 * is free or their time is up. Without it those who are served already would refill each slot that they free, and newcomers,
 * whose uplinks the swarm needs, would never get their first segment.
 */
final class WaitingRoom {
    private static final int TRIED_IN_VAIN = 3;
    private static final int LIMIT_MEMBERS = 20_000;

    private record Waiting(MemberReported asked, Instant until) {}

    private final LinkedHashMap<HolderId, Waiting> waiting = new LinkedHashMap<>(); // Who came first is served first.

    /** False when it is full. The member must not be waiting already. */
    boolean admit(MemberReported asked, Instant until) {
        if (waiting.size() >= LIMIT_MEMBERS) {
            return false;
        }
        waiting.put(asked.report().member(), new Waiting(asked, until));
        return true;
    }

    Optional<MemberReported> remove(HolderId member) {
        return Optional.ofNullable(waiting.remove(member)).map(Waiting::asked);
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Offers a slot to one after the other, and stops when a few in a row could use none. */
    void serve(Predicate<MemberReported> served) {
        int inVain = 0;
        for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext() && inVain < TRIED_IN_VAIN; ) {
            if (served.test(each.next().asked())) {
                each.remove();
                inVain = 0;
            } else {
                inVain++;
            }
        }
    }

    /** Takes out those whose time is up. */
    List<MemberReported> expired(Instant now) {
        var expired = new ArrayList<MemberReported>();
        while (firstDeadline().filter(until -> !until.isAfter(now)).isPresent()) {
            expired.add(waiting.pollFirstEntry().getValue().asked());
        }
        return expired;
    }

    Optional<Instant> firstDeadline() {
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.firstEntry().getValue().until());
    }
}
