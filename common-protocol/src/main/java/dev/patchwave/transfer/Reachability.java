package dev.patchwave.transfer;

import dev.patchwave.swarm.HolderId;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Remembers who can be reached, and has those dialled of whom it does not know, a few at a time.
 *
 * <p>What is known is answered at once, on the caller's thread. One that moved to another address is dialled anew, one
 * that others failed to reach after {@link #doubt}. Thread-safe; nothing here waits.
 */
public final class Reachability implements Dialback {
    private record Place(HolderId member, URI base) {}

    private record Answer(URI base, boolean reachable, Instant at) {}

    private final Dialback dialling;
    private final ReachabilityLimits limits;
    private final Clock clock;
    /** In the order in which they were last asked for. */
    private final LinkedHashMap<HolderId, Answer> known = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Place, List<Consumer<Boolean>>> asked = new HashMap<>(); // Never iterated.
    private final Queue<Place> waiting = new ArrayDeque<>();
    private int dialled;
    private boolean busy;

    /** @param dialling dials for real, e.g. {@link HttpDialback} */
    public Reachability(Dialback dialling, ReachabilityLimits limits, Clock clock) {
        this.dialling = dialling;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void probe(HolderId member, URI base, Consumer<Boolean> answered) {
        Optional<Boolean> now;
        synchronized (this) {
            now = known(member, base);
            if (now.isEmpty() && !enlist(new Place(member, base), answered)) {
                now = Optional.of(false);
            }
        }
        now.ifPresent(answered);
        dialOn();
    }

    /** Somebody failed to reach {@code member}: the next probe dials again, unless it was dialled just now. */
    public synchronized void doubt(HolderId member) {
        var answer = known.get(member);
        if (answer != null && !clock.instant().isBefore(answer.at.plus(limits.doubtable()))) {
            known.remove(member);
        }
    }

    private Optional<Boolean> known(HolderId member, URI base) {
        return Optional.ofNullable(known.get(member))
                .filter(answer -> answer.base.equals(base))
                .filter(answer -> clock.instant().isBefore(answer.at.plus(limits.kept())))
                .map(Answer::reachable);
    }

    /** False when there is no room. */
    private boolean enlist(Place place, Consumer<Boolean> answered) {
        var listeners = asked.get(place);
        if (listeners == null) {
            if (waiting.size() >= limits.maxWaitingProbes()) {
                return false;
            }
            listeners = new ArrayList<>();
            asked.put(place, listeners);
            waiting.add(place);
        }
        return listeners.size() < limits.maxListenersPerProbe() && listeners.add(answered);
    }

    /** One thread at a time, and never from within itself: answers that come at once would nest as deep as many wait. */
    private void dialOn() {
        if (!startDialling()) {
            return;
        }
        for (var place = nextToDial(); place.isPresent(); place = nextToDial()) {
            var at = place.get();
            dialling.probe(at.member(), at.base(), reachable -> answered(at, reachable));
        }
    }

    private synchronized boolean startDialling() {
        boolean starts = !busy;
        busy = true;
        return starts;
    }

    /** Empty when the one that dials has nothing more to do. */
    private synchronized Optional<Place> nextToDial() {
        if (dialled >= limits.maxDialling() || waiting.isEmpty()) {
            busy = false;
            return Optional.empty();
        }
        dialled++;
        return Optional.of(waiting.remove());
    }

    private void answered(Place place, boolean reachable) {
        List<Consumer<Boolean>> listeners;
        synchronized (this) {
            dialled--;
            listeners = asked.remove(place);
            known.put(place.member(), new Answer(place.base(), reachable, clock.instant()));
            if (known.size() > limits.maxRemembered()) {
                known.pollFirstEntry();
            }
        }
        listeners.forEach(listener -> listener.accept(reachable));
        dialOn();
    }
}
