package dev.patchwave.transfer;

import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.Place;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A {@link Dialback} without a network: reaches the addresses that a test names; {@link #hold} answers when the test says so. */
final class ScriptedDialback implements Dialback {
    private final Set<URI> reachable = ConcurrentHashMap.newKeySet();
    private final List<URI> dialled = Collections.synchronizedList(new ArrayList<>());
    private final List<Runnable> held = Collections.synchronizedList(new ArrayList<>());
    private final List<HolderId> doubted = Collections.synchronizedList(new ArrayList<>());
    private boolean holding;

    ScriptedDialback reaching(URI base) {
        reachable.add(base);
        return this;
    }

    ScriptedDialback hold() {
        holding = true;
        return this;
    }

    /** Answers the oldest that is held. */
    void answerOne() {
        held.remove(0).run();
    }

    int heldProbes() {
        return held.size();
    }

    /** In order, as often as they were dialled. */
    List<URI> dialled() {
        return List.copyOf(dialled);
    }

    List<HolderId> doubted() {
        return List.copyOf(doubted);
    }

    @Override
    public void doubt(HolderId member) {
        doubted.add(member);
    }

    @Override
    public void probe(HolderId member, Place place, Consumer<Boolean> answered) {
        dialled.add(place.base());
        Runnable answer = () -> answered.accept(reachable.contains(place.base()));
        if (holding) {
            held.add(answer);
        } else {
            answer.run();
        }
    }
}
