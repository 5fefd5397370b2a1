package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a member tells its origin: what it owns, what it is fetching, how much more it wants, what went wrong (the requests of
 * RFC 7846). Complete in itself: a later report replaces an earlier one, so a lost report costs time and nothing else.
 *
 * @param request CONNECT at first, FIND for more work, STAT_REPORT otherwise
 * @param action JOIN with the first report, LEAVE with the last
 * @param address where it serves; empty when it does not (may not, or cannot)
 * @param owned the segments that are verified and durable
 * @param inFlight the assigned segments that it still means to obtain; one that is neither here nor owned was given up
 * @param begun those in flight of which it has verified chunks, which it serves already; a part of {@code inFlight}
 * @param want how many more assignments it could use now, 0 to {@value #MAX_WANT}
 * @param strain how the members below it fare; IDLE when there are none
 * @param uplinkBitsPerSecond what it may upload; empty when it does not know
 * @param faults since the last report, at most {@value #MAX_FAULTS}
 * @param progress of instances below this member, those that changed, at most {@value #MAX_PROGRESS}
 * @param instance the device, for resume; caches have none
 * @param trouble why its own disk takes nothing now, for people, at most {@value #MAX_TROUBLE_CHARS} characters; empty when all is well.
 *     The member is not to blame, and no fault of a campaign is counted: it goes on by itself
 */
public record MemberReport(
        Request request,
        Optional<Action> action,
        HolderId member,
        ReleaseId release,
        Optional<ServingAddress> address,
        Bitfield owned,
        Bitfield inFlight,
        Bitfield begun,
        int want,
        Strain strain,
        OptionalLong uplinkBitsPerSecond,
        List<Fault> faults,
        List<Progress> progress,
        Optional<InstanceId> instance,
        Stat stat,
        Optional<String> trouble) {
    public static final int MAX_TROUBLE_CHARS = 300;
    public static final int MAX_WANT = 256;
    public static final int MAX_FAULTS = 256;
    public static final int MAX_PROGRESS = 4096;

    /** {@code request_type} of RFC 7846. */
    public enum Request {
        CONNECT,
        FIND,
        STAT_REPORT
    }

    /** {@code action} of a CONNECT in RFC 7846. */
    public enum Action {
        JOIN,
        LEAVE
    }

    /** {@code peer_mode} of RFC 7846. */
    public enum Mode {
        SEEDER,
        LEECH
    }

    /** What an instance below this member has completed, on its way to the source's resume tracker. */
    public record Progress(InstanceId instance, Bitfield owned) {}

    /** Bytes since the member's program started: payload sent, payload received by the kind of holder it came from. */
    public record Stat(long uploadedBytes, SortedMap<HolderKind, Long> downloadedBytes) {
        /** Nothing moved yet. */
        public static final Stat NONE = new Stat(0, new TreeMap<>());

        public Stat {
            downloadedBytes = Collections.unmodifiableSortedMap(new TreeMap<>(downloadedBytes));
        }
    }

    public MemberReport {
        faults = List.copyOf(faults);
        progress = List.copyOf(progress);
        Requirement.that(
                owned.size() == inFlight.size(),
                () -> "in_flight of " + inFlight.size() + " segments, bitfield of " + owned.size());
        Requirement.that(
                begun.size() == inFlight.size() && inFlight.containsAll(begun),
                () -> "begun " + begun + ": must be a part of in_flight");
        Requirement.that(want >= 0 && want <= MAX_WANT, () -> "want " + want + ": must be 0 to " + MAX_WANT);
        Requirement.atMost(MAX_FAULTS, faults.size(), "faults");
        Requirement.atMost(MAX_PROGRESS, progress.size(), "progress entries");
        Requirement.that(
                trouble.orElse("").length() <= MAX_TROUBLE_CHARS,
                () -> "trouble: at most " + MAX_TROUBLE_CHARS + " characters");
        Requirement.that(
                uplinkBitsPerSecond.orElse(1) >= 1,
                () -> "uplink_bits_per_second " + uplinkBitsPerSecond.orElse(0) + ": must be 1 or more");
    }

    /** A report of a member that does not serve, with nothing in flight and nothing to complain of. */
    public static MemberReport of(Request request, HolderId member, ReleaseId release, Bitfield owned) {
        return new MemberReport(
                request,
                Optional.empty(),
                member,
                release,
                Optional.empty(),
                owned,
                Bitfield.empty(owned.size()),
                Bitfield.empty(owned.size()),
                0,
                Strain.IDLE,
                OptionalLong.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Stat.NONE,
                Optional.empty());
    }

    /** SEEDER once everything is owned. */
    public Mode mode() {
        return owned.isFull() ? Mode.SEEDER : Mode.LEECH;
    }

    public MemberReport with(Action newAction) {
        return changed(draft -> draft.newAction = Optional.of(newAction));
    }

    /** The same, asking for {@code newWant} more while {@code newInFlight} is on its way. */
    public MemberReport wanting(int newWant, Bitfield newInFlight) {
        return changed(draft -> {
            draft.newWant = newWant;
            draft.newInFlight = newInFlight;
        });
    }

    /** The same, with {@code newBegun} of what is on its way to be had from it already. */
    public MemberReport having(Bitfield newBegun) {
        return newBegun.equals(begun) ? this : changed(draft -> draft.newBegun = newBegun);
    }

    public MemberReport with(Strain newStrain) {
        return newStrain == strain ? this : changed(draft -> draft.newStrain = newStrain);
    }

    public MemberReport withFaults(List<Fault> newFaults) {
        return newFaults.equals(faults) ? this : changed(draft -> draft.newFaults = newFaults);
    }

    /** The same, of a member that serves at {@code newAddress} and may upload at {@code uplink}. */
    public MemberReport servingAt(ServingAddress newAddress, OptionalLong uplink) {
        return new MemberReport(
                request,
                action,
                member,
                release,
                Optional.of(newAddress),
                owned,
                inFlight,
                begun,
                want,
                strain,
                uplink,
                faults,
                progress,
                instance,
                stat,
                trouble);
    }

    public MemberReport withProgress(List<Progress> newProgress) {
        return changed(draft -> draft.newProgress = newProgress);
    }

    public MemberReport with(InstanceId newInstance) {
        return changed(draft -> draft.newInstance = Optional.of(newInstance));
    }

    public MemberReport with(Stat newStat) {
        return changed(draft -> draft.newStat = newStat);
    }

    /** The same, saying what is wrong with the member's own disk, as far as that fits. */
    public MemberReport inTrouble(Optional<String> newTrouble) {
        return changed(draft -> draft.newTrouble =
                newTrouble.map(text -> text.substring(0, Math.min(text.length(), MAX_TROUBLE_CHARS))));
    }

    private MemberReport changed(Consumer<Draft> change) {
        var draft = new Draft();
        change.accept(draft);
        return new MemberReport(
                request,
                draft.newAction,
                member,
                release,
                address,
                owned,
                draft.newInFlight,
                draft.newBegun,
                draft.newWant,
                draft.newStrain,
                uplinkBitsPerSecond,
                draft.newFaults,
                draft.newProgress,
                draft.newInstance,
                draft.newStat,
                draft.newTrouble);
    }

    /** The components that a copy may change, starting as they are. */
    private final class Draft {
        private Optional<Action> newAction = action;
        private Bitfield newInFlight = inFlight;
        private Bitfield newBegun = begun;
        private int newWant = want;
        private Strain newStrain = strain;
        private List<Fault> newFaults = faults;
        private List<Progress> newProgress = progress;
        private Optional<InstanceId> newInstance = instance;
        private Stat newStat = stat;
        private Optional<String> newTrouble = trouble;
    }
}
