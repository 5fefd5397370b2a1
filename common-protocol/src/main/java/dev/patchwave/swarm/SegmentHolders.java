package dev.patchwave.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The members that hold one segment and serve it.
 *
 * <p>Looks at no more than {@value #SAMPLE} of them to find one with room: the least loaded of a few at random is nearly as good
 * as the least loaded of all (the power of two choices), and costs the same with a hundred thousand. Members that left are taken
 * out when they are met, or when they are the larger half.
 */
final class SegmentHolders {
    private static final int SAMPLE = 8;

    private final List<TrackedMember> members = new ArrayList<>();
    private int copies;
    private int coming;
    private int ofOrigin;

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
        return lookAt(asker, willing, now, random).stream()
                .filter(holder -> hasRoom(holder, segment, now))
                .map(SegmentHolders::uploader)
                .min(Comparator.comparingInt(Uploader::pressure));
    }

    /** A few that do not rest, least loaded first, with room or without. */
    List<Uploader> sample(TrackedMember asker, Instant now, RandomGenerator random) {
        return sample(asker, member -> true, now, random);
    }

    private List<Uploader> sample(
            TrackedMember asker, Predicate<TrackedMember> willing, Instant now, RandomGenerator random) {
        return lookAt(asker, willing, now, random).stream()
                .map(SegmentHolders::uploader)
                .toList();
    }

    private static boolean hasRoom(TrackedMember holder, int segment, Instant now) {
        var uploader = uploader(holder);
        return holder.owned.contains(segment) ? uploader.hasRoom(now) : uploader.hasRoomToRelay(now);
    }

    private static Uploader uploader(TrackedMember holder) {
        return holder.uploader.orElseThrow();
    }

    private List<TrackedMember> lookAt(
            TrackedMember asker, Predicate<TrackedMember> willing, Instant now, RandomGenerator random) {
        var found = new ArrayList<TrackedMember>(SAMPLE);
        int looks = Math.min(SAMPLE, members.size());
        int start = members.isEmpty() ? 0 : random.nextInt(members.size());
        boolean all = members.size() <= SAMPLE;
        for (int look = 0; look < looks && !members.isEmpty(); look++) {
            int index = (all ? start + look : random.nextInt(members.size())) % members.size();
            var member = members.get(index);
            if (member.gone) {
                forget(index);
            } else if (member != asker && willing.test(member)) {
                member.uploader
                        .filter(up -> up.slots() > 0 && !up.isResting(now) && !found.contains(member))
                        .ifPresent(up -> found.add(member));
            }
        }
        found.sort(Comparator.comparingInt(holder -> uploader(holder).pressure()));
        return found;
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
