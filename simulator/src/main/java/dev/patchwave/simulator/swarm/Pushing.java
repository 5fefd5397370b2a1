package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.SwarmTracker.PushOutcome;

/** One push: the origin sends a whole segment, the member takes it or breaks it off. */
final class Pushing extends Sending {
    private final long life;
    private boolean told;

    Pushing(SimulatedProgram origin, SimulatedProgram member, int segment) {
        super(origin, member, segment, 0);
        this.life = origin.life();
    }

    void begin() {
        from.swarm().network().message(from.node(), to.node(), this::announced, () -> ended(PushOutcome.FAILED));
    }

    private void announced() {
        to.incoming().pushBegan(this);
        if (isOver()) {
            from.swarm().network().message(to.node(), from.node(), () -> ended(PushOutcome.REFUSED), () -> {});
        } else {
            send();
        }
    }

    @Override
    void stored() {
        from.swarm().received(to, segment(), from, from.asHolder().kind());
        to.incoming().pushStored(this);
        from.swarm().network().message(to.node(), from.node(), () -> ended(PushOutcome.STORED), () -> {});
    }

    @Override
    void corrupt() {
        to.incoming().pushOver(this, new Download.Event.PushBroke(segment()));
    }

    @Override
    boolean isFetched() {
        return false;
    }

    @Override
    void lost() {
        to.incoming().pushOver(this, new Download.Event.PushBroke(segment()));
    }

    @Override
    public void broke() {
        if (end()) {
            to.incoming().pushOver(this, new Download.Event.PushBroke(segment()));
        }
    }

    @Override
    public void left(boolean whole) {
        if (!whole) {
            ended(PushOutcome.FAILED);
        }
    }

    private void ended(PushOutcome outcome) {
        if (!told) {
            told = true;
            from.pushEnded(to, segment(), outcome, life);
        }
    }
}
