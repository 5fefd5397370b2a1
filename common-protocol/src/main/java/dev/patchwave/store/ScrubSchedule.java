package dev.patchwave.store;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Which owned segment is read again next, and when: release after release, segment after segment, each once a pass, never faster than the
 * rate, and one pass a period.
 *
 * <p>Pure; one thread. Ask {@link #next}; after a {@link Step.Read} tell {@link #done}, after a {@link Step.Rest} ask again then.
 */
final class ScrubSchedule {
    /** One segment of one release. */
    record Place(ReleaseId release, int segment) {}

    /** What to do. */
    sealed interface Step {
        record Read(Place place) implements Step {}

        record Rest(Instant until) implements Step {}
    }

    private final long bytesPerSecond;
    private final Duration period;
    private Instant passBegan;
    private Instant notBefore;
    private Optional<Place> last;
    private boolean foundSome;
    private long passes;

    /**
     * Plans.
     *
     * @param bytesPerSecond 1 or more, on average over a segment
     * @param period from the begin of a pass to that of the next, above 0; a pass that takes longer is followed at once
     * @param begin of the first pass
     * @param after where the first pass goes on, when it is not to begin at the first segment: programs that never run for a whole pass
     *     then still come to every segment in time
     */
    ScrubSchedule(long bytesPerSecond, Duration period, Instant begin, Optional<Place> after) {
        this.bytesPerSecond = bytesPerSecond;
        this.period = period;
        this.passBegan = begin;
        this.notBefore = begin;
        this.last = after;
    }

    /** What to do now, of what is owned now. */
    Step next(SortedMap<ReleaseId, Bitfield> owned, Instant now) {
        if (now.isBefore(notBefore)) {
            return new Step.Rest(notBefore);
        }
        var place = afterLast(owned);
        if (place.isPresent()) {
            return new Step.Read(place.get());
        }
        return endPass(now);
    }

    /** A segment was read, or turned out not to be readable. */
    void done(Place place, long bytes, Instant now) {
        last = Optional.of(place);
        foundSome = true;
        notBefore = now.plus(Duration.ofNanos((long) (bytes * 1e9 / bytesPerSecond)));
    }

    /** How often the end was reached. */
    long passes() {
        return passes;
    }

    private Step endPass(Instant now) {
        passes += foundSome ? 1 : 0;
        foundSome = false;
        last = Optional.empty();
        var due = passBegan.plus(period);
        passBegan = due.isAfter(now) ? due : now;
        notBefore = passBegan.isAfter(now) ? passBegan : now.plusSeconds(1); // Nothing to read at all: do not spin.
        return new Step.Rest(notBefore);
    }

    private Optional<Place> afterLast(SortedMap<ReleaseId, Bitfield> owned) {
        var from = last.map(place -> owned.tailMap(place.release())).orElse(owned);
        for (var entry : from.entrySet()) {
            int above = last.filter(place -> place.release().equals(entry.getKey()))
                    .map(Place::segment)
                    .orElse(-1);
            var segment =
                    entry.getValue().stream().filter(index -> index > above).findFirst();
            if (segment.isPresent()) {
                return Optional.of(new Place(entry.getKey(), segment.getAsInt()));
            }
        }
        return Optional.empty();
    }
}
