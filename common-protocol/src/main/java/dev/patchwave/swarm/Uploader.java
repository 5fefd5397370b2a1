package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a tracker knows of somebody's serving: how many may fetch from it at once, how many were told to, and how long a segment
 * usually took.
 *
 * <p>Whose capacity nobody told begins with a few slots, gets one more when all are taken and the last one brought more segments a second,
 * and loses half of them when it says that it is busy.
 */
final class Uploader {
    /** Is told when a slot is free from now on, or none is. */
    @FunctionalInterface
    interface Watcher {
        void changed(boolean free);
    }

    private static final Duration FIRST_REST = Duration.ofSeconds(2);
    private static final Duration BUSY_REST = Duration.ofMillis(500);
    private static final int MOST_STRIKES = 5; // 2 s doubled five times: a minute.
    private static final int FIRST_GUESSED_SLOTS = 2;
    private static final int MOST_GUESSED_SLOTS = 16;
    private static final int MEMORY_SEGMENTS = 4;
    private static final double BRINGS_MORE = 1.05;
    private static final double FORGETS = 0.9;

    private final Holder holder;
    private boolean guessed;
    private int slots;
    private int load;
    private int strikes;
    private boolean rested; // Most never do, and are looked at often.
    private Instant restsUntil = Instant.MIN;
    private Instant failedUntil = Instant.MIN;
    private long usualMillis;
    private int deliveredSegments;
    private double paceBefore;
    private Optional<HolderId> accuser = Optional.empty();
    private Instant accusedAt = Instant.MIN;
    private Watcher watcher = free -> {};
    private boolean free;

    Uploader(Holder holder, int slots) {
        this(holder, slots, false);
    }

    private Uploader(Holder holder, int slots, boolean guessed) {
        this.holder = holder;
        this.slots = slots;
        this.guessed = guessed;
    }

    static Uploader ofUnknownCapacity(Holder holder) {
        return new Uploader(holder, FIRST_GUESSED_SLOTS, true);
    }

    /** From now on; it is told at once how things are. The one before hears no more. */
    void watch(Watcher newWatcher) {
        watcher = newWatcher;
        free = load < slots;
        watcher.changed(free);
    }

    Holder holder() {
        return holder;
    }

    int slots() {
        return slots;
    }

    /** Its capacity is known from now on. */
    void slots(int newSlots) {
        slots = newSlots;
        guessed = false;
        settle();
    }

    /** It serves again, and nobody told how much it can. */
    void guess() {
        if (slots == 0) {
            slots = FIRST_GUESSED_SLOTS;
            guessed = true;
            forgetPace();
            settle();
        }
    }

    int load() {
        return load;
    }

    void take() {
        load++;
        settle();
    }

    void release() {
        load--;
        settle();
    }

    /** Load as a share of the slots, in thousandths, so that large uplinks take more. */
    int pressure() {
        return slots == 0 ? Integer.MAX_VALUE : load * 1000 / slots;
    }

    boolean isResting(Instant now) {
        return rested && now.isBefore(restsUntil);
    }

    /** Rests because it failed, not because it was busy. */
    boolean hasFailed(Instant now) {
        return now.isBefore(failedUntil);
    }

    boolean hasRoom(Instant now) {
        return load < slots && !isResting(now);
    }

    /** Has room for one more stream of a segment that is on its way to it: which flows no faster than it comes, and takes less than a slot. */
    boolean hasRoomToRelay(Instant now) {
        return load < ServingSlots.withRelays(slots) && !isResting(now);
    }

    void wasBusy(Instant now) {
        if (guessed) {
            slots = Math.max(1, slots / 2);
            forgetPace();
            settle();
        }
        rest(now.plus(BUSY_REST));
    }

    /** Was not reached, or sent too slowly: rests longer each time, until somebody gets a segment from it again. */
    void failed(Instant now) {
        if (now.isBefore(failedUntil)) {
            return; // What others were fetching when it failed.
        }
        failedUntil = now.plus(FIRST_REST.multipliedBy(1L << strikes));
        rest(failedUntil);
        strikes = Math.min(strikes + 1, MOST_STRIKES);
    }

    /** The same on the word of {@code member}. True when another had said so already. */
    boolean failed(HolderId member, Instant now) {
        boolean confirmed = accuser.filter(other -> !other.equals(member)).isPresent();
        if (accuser.isEmpty()) {
            accuser = Optional.of(member);
            accusedAt = now;
        }
        failed(now);
        return confirmed;
    }

    /** Who said lately that it fails, and was the first to say so; none after it delivered to somebody. */
    Optional<HolderId> accusedBefore(Instant instant) {
        return accusedAt.isBefore(instant) ? accuser : Optional.empty();
    }

    /** It was started again, or serves as well as ever: what it failed at before counts no more. */
    void isBack() {
        accuser = Optional.empty();
        strikes = 0;
        restsUntil = Instant.MIN;
        failedUntil = Instant.MIN;
    }

    /** @param took from the plan to the whole segment */
    void delivered(Duration took) {
        strikes = 0;
        long millis = took.toMillis();
        usualMillis = usualMillis == 0 ? millis : usualMillis + (millis - usualMillis) / MEMORY_SEGMENTS;
        deliveredSegments++;
        if (guessed
                && load >= slots - 1
                && deliveredSegments >= 2 * slots) { // So many tell how it goes with these slots.
            tryOneMore();
        }
    }

    /** As many streams of a full uplink take longer each, and bring no more together. */
    private void tryOneMore() {
        double pace = (double) slots / Math.max(1, usualMillis);
        deliveredSegments = 0;
        if (pace > BRINGS_MORE * paceBefore) {
            paceBefore = pace;
            slots = Math.min(slots + 1, MOST_GUESSED_SLOTS);
            settle();
        } else {
            paceBefore *= FORGETS; // It may have been a lucky one.
        }
    }

    private void forgetPace() {
        paceBefore = 0;
        deliveredSegments = 0;
    }

    /** How long a segment took lately; zero while none was delivered. */
    Duration usual() {
        return Duration.ofMillis(usualMillis);
    }

    /** How long a segment would take now, as far as its uplink goes: those who are served share it evenly. */
    Duration expected() {
        return slots == 0 ? usual() : usual().multipliedBy(load + 1L).dividedBy(slots);
    }

    private void settle() {
        if (free != load < slots) {
            free = !free;
            watcher.changed(free);
        }
    }

    private void rest(Instant until) {
        rested = true;
        restsUntil = until.isAfter(restsUntil) ? until : restsUntil;
    }
}
