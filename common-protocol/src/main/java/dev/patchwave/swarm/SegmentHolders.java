package dev.patchwave.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The members that hold one segment and serve it.
 *
 * <p>Looks at no more than {@value #SAMPLE} of them to find one with room: the least loaded of a few at random is nearly as good
 * as the least loaded of all (the power of two choices), and costs the same with a hundred thousand. Where there are more,
 * {@link FreeHolders} tells those that have a slot free. Members that left are taken out when they are met, or when they are the larger
 * half.
 */
final class SegmentHolders {
    private static final int SAMPLE = 8;
    private static final int FEW = 4;

    private final List<TrackedMember> members = new ArrayList<>();
    private final FreeHolders free;
    private int copies;
    private int coming;
    private int ofOrigin;
    private int relays;

    SegmentHolders(int segment) {
        this.free = new FreeHolders(segment);
    }

    FreeHolders free() {
        return free;
    }

    void add(TrackedMember member) {
        members.add(member);
        copies++;
    }

    /** The member lives on but no longer holds the segment. */
    void remove(TrackedMember member) {
        members.remove(member);
        copies--;
    }

    /** The member is gone; its entry goes when it is met. */
    void left() {
        copies--;
        if (members.size() > 2 * copies + SAMPLE) {
            members.removeIf(member -> member.gone);
        }
        free.limit(2 * copies + SAMPLE);
    }

    /** So many more members than before pass it on as it comes. */
    void relays(int more) {
        relays += more;
    }

    void expectCopy() {
        coming++;
    }

    void expectNoCopy() {
        coming--;
    }

    void granted(boolean byOrigin) {
        ofOrigin += byOrigin ? 1 : 0;
    }

    void moved(boolean fromOrigin, boolean toOrigin) {
        ofOrigin += (toOrigin ? 1 : 0) - (fromOrigin ? 1 : 0);
    }

    void ended(TrackedMember.Grant grant, Uploader origin) {
        ofOrigin -= grant.from() == origin ? 1 : 0;
        if (grant.expectedCopyCame()) {
            expectNoCopy();
        }
    }

    /** How many members are about to obtain it from the origin. */
    int ofOrigin() {
        return ofOrigin;
    }

    int copies() {
        return copies;
    }

    /** How many members will serve the segment when all goes well: the fewer, the sooner it is planned. */
    int abundance() {
        return copies + coming;
    }

    /** The least loaded of a few that have room; empty when all that were looked at are taken or rest. */
    Optional<Uploader> roomiest(
            int segment, TrackedMember asker, Predicate<TrackedMember> willing, Instant now, RandomGenerator random) {
        if (members.size() > SAMPLE) {
            var idle = free.leastLoaded(asker, willing, now, random);
            if (idle.isPresent() || relays == 0) {
                return idle;
            }
        }
        for (TrackedMember holder : lookAt(asker, willing, SAMPLE, now, random)) {
            if (hasRoom(holder, segment, now)) {
                return holder.uploader;
            }
        }
        return Optional.empty();
    }

    /** Somebody else serves it who does not rest, with room or without, or is about to. */
    boolean hasOthers(TrackedMember asker, Instant now, RandomGenerator random) {
        return coming > 0 || !sample(asker, now, random).isEmpty();
    }

    /** A few that do not rest, least loaded first, with room or without. */
    List<Uploader> sample(TrackedMember asker, Instant now, RandomGenerator random) {
        var found = new ArrayList<Uploader>(FEW);
        for (TrackedMember holder : lookAt(asker, member -> true, FEW, now, random)) {
            found.add(uploader(holder));
        }
        return found;
    }

    private static boolean hasRoom(TrackedMember holder, int segment, Instant now) {
        var uploader = uploader(holder);
        return holder.owned.contains(segment) ? uploader.hasRoom(now) : uploader.hasRoomToRelay(now);
    }

    private static Uploader uploader(TrackedMember holder) {
        return holder.uploader.orElseThrow();
    }

    /** {@code most} of them at random, those who rest left out; all when there are but {@value #SAMPLE}. */
    private List<TrackedMember> lookAt(
            TrackedMember asker, Predicate<TrackedMember> willing, int most, Instant now, RandomGenerator random) {
        var found = new ArrayList<TrackedMember>(SAMPLE);
        boolean all = members.size() <= SAMPLE;
        int looks = all ? members.size() : most;
        int start = members.isEmpty() ? 0 : random.nextInt(members.size());
        for (int look = 0; look < looks && !members.isEmpty(); look++) {
            int index = (all ? start + look : random.nextInt(members.size())) % members.size();
            var member = members.get(index);
            if (member.gone) {
                forget(index);
            } else if (member != asker && willing.test(member) && serves(member, now) && !found.contains(member)) {
                insert(found, member);
            }
        }
        return found;
    }

    private static boolean serves(TrackedMember member, Instant now) {
        return member.uploader.isPresent()
                && uploader(member).slots() > 0
                && !uploader(member).isResting(now);
    }

    /** The least loaded first, of equals who came first. */
    private static void insert(List<TrackedMember> sorted, TrackedMember member) {
        int at = sorted.size();
        while (at > 0
                && uploader(sorted.get(at - 1)).pressure() > uploader(member).pressure()) {
            at--;
        }
        sorted.add(at, member);
    }

    List<HolderId> ids() {
        return members.stream()
                .filter(member -> !member.gone)
                .map(member -> member.id)
                .sorted()
                .toList();
    }

    private void forget(int index) {
        var last = members.removeLast();
        if (index < members.size()) {
            members.set(index, last);
        }
    }
}
