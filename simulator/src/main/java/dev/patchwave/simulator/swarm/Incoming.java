package dev.patchwave.simulator.swarm;

import java.util.Map;
import java.util.TreeMap;

/** The segments that are on their way to one program, fetched or pushed. */
final class Incoming {
    private final Holding holding;
    private final Map<Integer, Fetching> fetches = new TreeMap<>();
    private final Map<Integer, Pushing> pushes = new TreeMap<>();

    Incoming(Holding holding) {
        this.holding = holding;
    }

    void add(Fetching fetching) {
        fetches.put(fetching.segment(), fetching);
    }

    void add(Pushing pushing) {
        pushes.put(pushing.segment(), pushing);
    }

    void remove(Sending sending) {
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

    boolean has(int segment) {
        return fetches.containsKey(segment) || pushes.containsKey(segment);
    }

    int fetches() {
        return fetches.size();
    }

    /** The receiver is gone. */
    void endAll() {
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
