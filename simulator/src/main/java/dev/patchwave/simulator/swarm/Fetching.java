package dev.patchwave.simulator.swarm;

import dev.patchwave.simulator.network.VirtualTime;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.FetchOutcome;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.ServingSlots;
import java.time.Duration;

/**
 * One fetch: the request goes to the holder, which answers that it lacks the segment or is busy, or sends what the asker does not have of it
 * yet. Without a byte for the model's silence it is given up.
 */
final class Fetching extends Sending {
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final int MOST_WAITS = 20; // A second in all.

    private final HolderKind kind;
    private final int lengthBytes;
    private ServingSlots slots; // Null until it is admitted.
    private long heardAtNanos;
    private int waits;

    Fetching(SimulatedProgram asker, SimulatedProgram holder, int segment, HolderKind kind) {
        super(holder, asker, segment, asker.holding().verifiedChunks(segment));
        this.kind = kind;
        this.lengthBytes = asker.holding().shape().restBytes(segment, firstChunk());
        this.heardAtNanos = time().nanos();
    }

    void begin() {
        if (firstChunk() == chunks()) {
            whole();
            return;
        }
        to.swarm().network().message(to.node(), from.node(), this::asked, () -> end(new FetchOutcome.Unreachable()));
        time().after(silence(), this::watch);
    }

    private void asked() {
        if (isOver()) {
            return;
        }
        if (!from.canServe(segment())) {
            askAgainOrGiveUp();
            return;
        }
        slots = from.slots();
        switch (slots.admit(to.id(), lengthBytes)) {
            case ServingSlots.Decision.Busy(var retryAfter) ->
                answer(new FetchOutcome.Busy(from.swarm()
                        .wording()
                        .busy(from, new BusyAnswer(retryAfter, from.alternates(segment(), to.id())))));
            case ServingSlots.Decision.Admit() -> {
                from.serves(to.id());
                send();
            }
        }
    }

    /** The holder waits a moment for a segment of which it knows that it comes. */
    private void askAgainOrGiveUp() {
        if (from.mayServeSoon(segment()) && waits < MOST_WAITS) {
            waits++;
            time().after(WAIT, this::asked);
        } else {
            answer(new FetchOutcome.Missing());
        }
    }

    private void answer(FetchOutcome outcome) {
        Runnable lost = () -> end(new FetchOutcome.Unreachable());
        to.swarm().network().message(from.node(), to.node(), () -> end(outcome), lost);
    }

    private void watch() {
        long dueNanos = heardAtNanos + silence().toNanos();
        if (isOver()) {
            return;
        }
        if (dueNanos <= time().nanos()) {
            cancel();
            to.incoming().fetchEnded(this, new FetchOutcome.Stalled());
        } else {
            time().at(dueNanos, this::watch);
        }
    }

    private void end(FetchOutcome outcome) {
        if (end()) {
            to.incoming().fetchEnded(this, outcome);
        }
    }

    @Override
    public void arrived(int chunk) {
        heardAtNanos = time().nanos();
        super.arrived(chunk);
    }

    @Override
    void stored() {
        to.swarm().received(to, segment(), from, kind);
        to.incoming().fetchEnded(this, new FetchOutcome.Stored());
    }

    @Override
    void corrupt() {
        to.swarm().received(to, segment(), from, kind);
        to.incoming().fetchEnded(this, new FetchOutcome.Corrupt());
    }

    @Override
    boolean isFetched() {
        return true;
    }

    @Override
    void lost() {
        to.incoming().fetchEnded(this, Incoming.DISK_FAILED);
    }

    @Override
    public void broke() {
        end(new FetchOutcome.Unreachable());
    }

    @Override
    public void left(boolean whole) {
        slots.ended(to.id(), lengthBytes);
        from.served(to.id());
    }

    private VirtualTime time() {
        return to.swarm().time();
    }

    private Duration silence() {
        return to.swarm().network().model().silence();
    }
}
