package dev.patchwave.source.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How many refused commands are written one by one: so many in each window, the others are counted and told in one line when it ends, so that
 * a flood of them fills no disk. Pure; not thread-safe.
 */
final class RefusalBudget {
    /** Refused commands that were not written. */
    record Counted(long refused, Instant since) {}

    private final int maxLinesPerWindow;
    private final Duration window;
    private Optional<Instant> begun = Optional.empty();
    private int written;
    private long counted;

    RefusalBudget(int maxLinesPerWindow, Duration window) {
        this.maxLinesPerWindow = maxLinesPerWindow;
        this.window = window;
    }

    /** Whether a refused command is to be written; false: it is counted. {@link #collect} comes first. */
    boolean spend(Instant now) {
        if (begun.isEmpty()) {
            begun = Optional.of(now);
        }
        if (written < maxLinesPerWindow) {
            written++;
            return true;
        }
        counted++;
        return false;
    }

    /** Ends the window when its time has come, or the clock was set back; tells what was counted in it, if anything was. */
    Optional<Counted> collect(Instant now) {
        boolean over = begun.filter(begin -> now.isBefore(begin) || !now.isBefore(begin.plus(window)))
                .isPresent();
        return over ? end() : Optional.empty();
    }

    /** Ends the window at once. */
    Optional<Counted> end() {
        Optional<Counted> told = begun.filter(begin -> counted > 0).map(begin -> new Counted(counted, begin));
        begun = Optional.empty();
        written = 0;
        counted = 0;
        return told;
    }

    /** What was told could not be written: it is told again with what comes next. */
    void giveBack(Counted told) {
        begun = Optional.of(told.since());
        counted += told.refused();
    }

    /** When {@link #collect} has something to tell. */
    Optional<Instant> nextDeadline() {
        return begun.filter(begin -> counted > 0).map(begin -> begin.plus(window));
    }
}
