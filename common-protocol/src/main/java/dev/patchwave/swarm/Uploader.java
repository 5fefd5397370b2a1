package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;

/** What a tracker knows of somebody's serving: how many may fetch from it at once, and how many were told to. */
final class Uploader {
    private static final Duration FIRST_REST = Duration.ofSeconds(2);
    private static final Duration BUSY_REST = Duration.ofMillis(500);
    private static final int MOST_STRIKES = 5; // 2 s doubled five times: a minute.

    private final Holder holder;
    private int slots;
    private int load;
    private int strikes;
    private Instant restsUntil = Instant.MIN;

    Uploader(Holder holder, int slots) {
        this.holder = holder;
        this.slots = slots;
    }

    Holder holder() {
        return holder;
    }

    int slots() {
        return slots;
    }

    void slots(int newSlots) {
        slots = newSlots;
    }

    int load() {
        return load;
    }

    void take() {
        load++;
    }

    void release() {
        load--;
    }

    /** Load as a share of the slots, in thousandths, so that large uplinks take more. */
    int pressure() {
        return slots == 0 ? Integer.MAX_VALUE : load * 1000 / slots;
    }

    boolean isResting(Instant now) {
        return now.isBefore(restsUntil);
    }

    boolean hasRoom(Instant now) {
        return load < slots && !isResting(now);
    }

    void wasBusy(Instant now) {
        rest(now.plus(BUSY_REST));
    }

    /** Was not reached, or sent too slowly: rests longer each time, until somebody gets a segment from it again. */
    void failed(Instant now) {
        rest(now.plus(FIRST_REST.multipliedBy(1L << strikes)));
        strikes = Math.min(strikes + 1, MOST_STRIKES);
    }

    void delivered() {
        strikes = 0;
    }

    private void rest(Instant until) {
        restsUntil = until.isAfter(restsUntil) ? until : restsUntil;
    }
}
