package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.FetchOutcome;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.SwarmTracker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The segments that are on their way to one program, fetched or pushed. */
final class Incoming {
    /** As the programs' shell has it. */
    static final FetchOutcome DISK_FAILED = new FetchOutcome.Busy(new BusyAnswer(Duration.ofSeconds(10), List.of()));

    private static final FetchOutcome BEING_WRITTEN =
            new FetchOutcome.Busy(new BusyAnswer(Duration.ofMillis(500), List.of()));

    private final SimulatedProgram program;
    private final Holding holding;
    private final Map<Integer, Fetching> fetches = new TreeMap<>();
    private final Map<Integer, Pushing> pushes = new TreeMap<>();
    private boolean open;

    Incoming(SimulatedProgram program, Holding holding) {
        this.program = program;
        this.holding = holding;
    }

    /** The receiver is in its swarm; who has left it takes no pushes any more. */
    void begin() {
        open = true;
    }

    void fetch(int segment, Holder holder) {
        program.swarm().asked(program, segment, holder);
        switch (holding.claim(segment, holder.kind())) {
            case GRANTED -> {
                var fetching = new Fetching(program, program.swarm().program(holder.id()), segment, holder.kind());
                add(fetching);
                fetching.begin();
            }
            case OWNED -> fetchEnded(segment, holder.id(), new FetchOutcome.Stored());
            case BEING_WRITTEN -> fetchEnded(segment, holder.id(), BEING_WRITTEN);
            case LOST -> fetchEnded(segment, holder.id(), DISK_FAILED);
        }
    }

    void fetchEnded(Fetching fetching, FetchOutcome outcome) {
        remove(fetching);
        if (outcome instanceof FetchOutcome.Stored) {
            program.own(fetching.segment());
        }
        fetchEnded(fetching.segment(), fetching.from.id(), outcome);
    }

    private void fetchEnded(int segment, HolderId from, FetchOutcome outcome) {
        program.swarm().tally(outcome);
        program.tell(new Download.Event.FetchEnded(segment, from, outcome));
    }

    void pushBegan(Pushing pushing) {
        if (!open || holding.claim(pushing.segment(), pushing.from.asHolder().kind()) != Holding.Claim.GRANTED) {
            pushing.cancel();
            return;
        }
        add(pushing);
        program.tell(new Download.Event.PushBegan(pushing.segment()));
    }

    void pushStored(Pushing pushing) {
        program.own(pushing.segment());
        pushOver(pushing, new Download.Event.SegmentPushed(pushing.segment()));
    }

    void pushOver(Pushing pushing, Download.Event how) {
        remove(pushing);
        program.tell(how);
    }

    /** Verifies a chunk and keeps it. */
    Holding.Taken chunkArrived(Sending sending, int chunk, Chunk came) {
        int segment = sending.segment();
        boolean spoilt = sending.from.conduct() == Conduct.RUBBISH;
        var taken = holding.add(segment, chunk, came, spoilt);
        if (taken == Holding.Taken.KNOWN) {
            program.swarm().cameTwice(sending, holding.shape().chunkLengthBytes(segment, chunk));
        } else if (taken == Holding.Taken.NEW) {
            program.node().chunkCame(segment);
            if (sending.isFirst(chunk) && holding.verifiedChunks(segment) > 0 && !holding.isWhole(segment)) {
                program.tell(new SwarmTracker.Event.OriginBegan(segment));
                program.tell(new Download.Event.SegmentBegan(segment));
            }
        }
        return taken;
    }

    Holding.Kept keep(int segment) {
        return holding.own(segment);
    }

    private void add(Fetching fetching) {
        fetches.put(fetching.segment(), fetching);
    }

    private void add(Pushing pushing) {
        pushes.put(pushing.segment(), pushing);
    }

    private void remove(Sending sending) {
        fetches.remove(sending.segment(), sending);
        pushes.remove(sending.segment(), sending);
        holding.stopped(sending.segment());
    }

    void cancelFetch(int segment) {
        cancel(segment, fetches.remove(segment));
    }

    void cancelPush(int segment) {
        cancel(segment, pushes.remove(segment));
    }

    /** Of a segment that is not whole yet. */
    boolean hasSome(int segment) {
        return has(segment) && holding.verifiedChunks(segment) > 0;
    }

    boolean has(int segment) {
        return fetches.containsKey(segment) || pushes.containsKey(segment);
    }

    int fetches() {
        return fetches.size();
    }

    /** The receiver wants none of it any more. */
    void cancelAll() {
        open = false;
        Stream.of(fetches, pushes)
                .flatMap(map -> List.copyOf(map.keySet()).stream())
                .forEach(segment -> {
                    cancelFetch(segment);
                    cancelPush(segment);
                });
    }

    /** The receiver is gone. */
    void endAll() {
        open = false;
        fetches.values().forEach(Sending::end);
        pushes.values().forEach(Sending::end);
        fetches.clear();
        pushes.clear();
    }

    private void cancel(int segment, Sending sending) {
        if (sending != null) {
            sending.cancel();
            holding.stopped(segment);
        }
    }
}
