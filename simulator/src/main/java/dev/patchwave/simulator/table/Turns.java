package dev.patchwave.simulator.table;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The production tracker in turns, as Uber's Kraken was simulated: in a turn each peer moves at most so many segments up and so many
 * down, the seeder too.
 *
 * <p>With cut-through a segment that comes in a turn may be passed on in the same turn, chunk by chunk; without, from the next turn on,
 * and then a single seeder bounds any plan: see {@link #boundOfStoreAndForward}.
 */
public final class Turns {
    private static final ReleaseId RELEASE = ReleaseId.parse("turns@1");
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int MOST_TURNS = 1_000;
    private static final long BITS_PER_SLOT =
            4_000_000; // The uplink for which the tracker plans one segment at a time.
    private static final int NO_MOVE = -1;
    private static final ServingAddress SOMEWHERE = new ServingAddress("192.0.2.1", 80); // The URI says where.

    /**
     * What came of it.
     *
     * @param turns until everybody has everything
     * @param complete peers that had everything after each turn
     * @param longestChain over how many peers one segment went in one turn at most; 1 is from a holder of the turn before
     * @param refused assignments that would have moved more than a turn allows, or what the holder did not have
     */
    public record Outcome(int turns, List<Integer> complete, int longestChain, int refused) {}

    private static final class Peer {
        private final HolderId id;
        private final URI uri;
        private final Holder holder;
        private Bitfield owned;
        private final Map<Integer, Integer> coming = new TreeMap<>(); // Segment to length of its chain.
        private int ups;

        private Peer(String name, HolderKind kind, Bitfield owned) {
            this.id = new HolderId(name);
            this.uri = URI.create("http://" + name + ":80");
            this.holder = new Holder(id, kind, uri);
            this.owned = owned;
        }
    }

    private final int segments;
    private final int moves;
    private final boolean cutThrough;
    private final SwarmTracker tracker;
    private final Peer seeder;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<HolderId, Peer> byId = new HashMap<>(); // Never iterated.
    private Instant now = Instant.EPOCH;
    private long tickets;
    private int moved;
    private int longestChain;
    private int refused;

    private Turns(int peerCount, int segments, int moves, boolean cutThrough, long seed) {
        this.segments = segments;
        this.moves = moves;
        this.cutThrough = cutThrough;
        this.seeder = new Peer("seeder", HolderKind.OWN_CACHE, Bitfield.full(segments));
        this.tracker = new SwarmTracker(
                RELEASE,
                seeder.holder,
                seeder.owned,
                new OriginPolicy(moves, false, false),
                TrackerLimits.defaults(),
                new SplittableRandom(seed));
        byId.put(seeder.id, seeder);
        for (int i = 0; i < peerCount; i++) {
            var peer = new Peer("p-" + i, HolderKind.PEER, Bitfield.empty(segments));
            peers.add(peer);
            byId.put(peer.id, peer);
        }
    }

    /** Plays to the end. {@code moves}: segments that a peer moves each way in a turn. */
    public static Outcome play(int peers, int segments, int moves, boolean cutThrough, long seed) {
        return new Turns(peers, segments, moves, cutThrough, seed).play();
    }

    /**
     * What no plan can beat without cut-through: the last segment leaves the seeder in turn {@code segments / moves}, and then the peers that
     * hold it grow (1 + moves)-fold a turn at most.
     */
    public static int boundOfStoreAndForward(int peers, int segments, int moves) {
        int turn = Math.ceilDiv(segments, moves);
        // Even if that segment leaves the seeder in all places that this turn has left, and is all that the seeder
        // sends from then on.
        long copies = moves - (long) (segments - 1) % moves;
        while (copies < peers) {
            turn++;
            copies += copies * moves + moves;
        }
        return turn;
    }

    private Outcome play() {
        var complete = new ArrayList<Integer>();
        while (complete.size() < MOST_TURNS && (complete.isEmpty() || complete.getLast() < peers.size())) {
            turn();
            complete.add(
                    (int) peers.stream().filter(peer -> peer.owned.isFull()).count());
        }
        return new Outcome(complete.size(), complete, longestChain, refused);
    }

    private void turn() {
        now = now.plus(TURN);
        seeder.ups = 0;
        for (Peer peer : peers) {
            peer.ups = 0;
            report(peer, 0); // What came in the last turn, before anything is planned in this one.
        }
        int before;
        do {
            before = moved;
            for (Peer peer : peers) {
                boolean wants = peer.coming.size() < moves && peer.owned.count() + peer.coming.size() < segments;
                if (wants) {
                    report(peer, 1); // As a download asks whose segments end one after the other.
                }
            }
        } while (moved > before);
        for (Peer peer : peers) {
            for (int segment : peer.coming.keySet()) {
                peer.owned = peer.owned.with(segment);
            }
            peer.coming.clear();
        }
    }

    private void report(Peer peer, int want) {
        var inFlight = Bitfield.of(
                segments,
                peer.coming.keySet().stream().mapToInt(Integer::intValue).toArray());
        var report = MemberReport.of(want > 0 ? Request.FIND : Request.STAT_REPORT, peer.id, RELEASE, peer.owned)
                .wanting(want, inFlight)
                .having(cutThrough ? inFlight : Bitfield.empty(segments))
                .servingAt(SOMEWHERE, OptionalLong.of(moves * BITS_PER_SLOT));
        var event = new SwarmTracker.Event.MemberReported(tickets++, report, Optional.of(Place.at(peer.uri)));
        for (SwarmTracker.Effect effect : tracker.on(event, now)) {
            if (effect instanceof SwarmTracker.Effect.Answer(long ticket, var member, var plan)) {
                plan.assignments()
                        .forEach(assignment -> move(
                                byId.get(member),
                                assignment.segment(),
                                byId.get(assignment.holders().getFirst().id())));
            }
        }
    }

    private void move(Peer to, int segment, Peer from) {
        int chain = from.owned.contains(segment) ? 1 : cutThrough ? chainThrough(from, segment) : NO_MOVE;
        if (chain == NO_MOVE || from.ups >= moves || to.coming.size() >= moves || to.coming.containsKey(segment)) {
            refused++;
            return;
        }
        from.ups++;
        to.coming.put(segment, chain);
        longestChain = Math.max(longestChain, chain);
        moved++;
    }

    private static int chainThrough(Peer from, int segment) {
        return from.coming.containsKey(segment) ? from.coming.get(segment) + 1 : NO_MOVE;
    }
}
