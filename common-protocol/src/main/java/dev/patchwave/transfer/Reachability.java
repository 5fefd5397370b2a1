package dev.patchwave.transfer;

import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * Remembers who can be reached, and has those dialled of whom it does not know, so many at a time and so many a second.
 *
 * <p>What is known is answered at once, on the caller's thread, also while it is being looked at again. One that moved to another
 * address is dialled anew, one that others failed to reach after {@link #doubt}, one that was not reached later and later. Nobody is
 * dialled who is not asked for. Thread-safe; nothing here waits.
 */
public final class Reachability implements Dialback {
    private record Candidate(HolderId member, Place place) {}

    /** @param failures in turn, of the member wherever it was; 0 when it was reached */
    private record Answer(Place place, int failures, Instant at) {
        boolean reachable() {
            return failures == 0;
        }
    }

    private final Dialback dialling;
    private final ReachabilityLimits limits;
    private final Clock clock;
    /** In the order in which they were last asked for. */
    private final LinkedHashMap<HolderId, Answer> known = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Candidate, List<Consumer<Boolean>>> asked = new HashMap<>(); // Never iterated.
    private final Queue<Candidate> waiting = new ArrayDeque<>();
    private int dialled;
    private boolean busy;
    private Instant second = Instant.MIN;
    private int probesOfSecond;

    /** @param dialling dials for real, e.g. {@link HttpDialback} */
    public Reachability(Dialback dialling, ReachabilityLimits limits, Clock clock) {
        this.dialling = dialling;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void probe(HolderId member, Place place, Consumer<Boolean> answered) {
        Optional<Boolean> now;
        synchronized (this) {
            now = known(new Candidate(member, place));
            if (now.isEmpty() && !enlist(new Candidate(member, place), answered)) {
                now = Optional.of(false);
            }
        }
        now.ifPresent(answered);
        dialOn();
    }

    @Override
    public synchronized void doubt(HolderId member) {
        var answer = known.get(member);
        if (answer != null && answer.reachable() && !clock.instant().isBefore(answer.at.plus(limits.doubtable()))) {
            known.remove(member);
        }
    }

    /** What to answer without dialling; empty when it must be dialled first. */
    private Optional<Boolean> known(Candidate candidate) {
        var answer = known.get(candidate.member());
        if (answer == null) {
            return Optional.empty();
        }
        boolean there = answer.place.equals(candidate.place());
        boolean due = !clock.instant().isBefore(answer.at.plus(dialledAgainAfter(answer, there)));
        if (there && answer.reachable()) {
            if (due) {
                enlist(candidate, again -> {});
            }
            return Optional.of(true);
        }
        return due ? Optional.empty() : Optional.of(false);
    }

    private Duration dialledAgainAfter(Answer answer, boolean there) {
        return there && answer.reachable() ? limits.kept() : limits.retryAfter(Math.max(1, answer.failures));
    }

    /** False when there is no room. */
    private boolean enlist(Candidate candidate, Consumer<Boolean> answered) {
        var listeners = asked.get(candidate);
        if (listeners == null) {
            if (waiting.size() >= limits.maxWaitingProbes() || !mayBegin()) {
                return false;
            }
            listeners = new ArrayList<>();
            asked.put(candidate, listeners);
            waiting.add(candidate);
        }
        return listeners.size() < limits.maxListenersPerProbe() && listeners.add(answered);
    }

    private boolean mayBegin() {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (!now.equals(second)) {
            second = now;
            probesOfSecond = 0;
        }
        return ++probesOfSecond <= limits.maxNewProbesPerSecond();
    }

    /** One thread at a time, and never from within itself: answers that come at once would nest as deep as many wait. */
    private void dialOn() {
        if (!startDialling()) {
            return;
        }
        for (var next = nextToDial(); next.isPresent(); next = nextToDial()) {
            var at = next.get();
            dialling.probe(at.member(), at.place(), reachable -> answered(at, reachable));
        }
    }

    private synchronized boolean startDialling() {
        boolean starts = !busy;
        busy = true;
        return starts;
    }

    /** Empty when the one that dials has nothing more to do. */
    private synchronized Optional<Candidate> nextToDial() {
        if (dialled >= limits.maxDialling() || waiting.isEmpty()) {
            busy = false;
            return Optional.empty();
        }
        dialled++;
        return Optional.of(waiting.remove());
    }

    private void answered(Candidate candidate, boolean reachable) {
        List<Consumer<Boolean>> listeners;
        synchronized (this) {
            dialled--;
            listeners = asked.remove(candidate);
            note(candidate, reachable);
        }
        listeners.forEach(listener -> listener.accept(reachable));
        dialOn();
    }

    private void note(Candidate candidate, boolean reachable) {
        var before = known.get(candidate.member());
        int failures = reachable ? 0 : 1 + (before == null ? 0 : before.failures);
        known.put(candidate.member(), new Answer(candidate.place(), failures, clock.instant()));
        if (known.size() > limits.maxRemembered()) {
            known.pollFirstEntry();
        }
    }
}
