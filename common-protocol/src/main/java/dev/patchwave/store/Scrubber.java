package dev.patchwave.store;

import dev.patchwave.config.ScrubConfig;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ScrubSchedule.Place;
import dev.patchwave.store.ScrubSchedule.Step;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a store owns again and again, slowly, on a thread of its own, and takes away what is no longer right: such a segment is
 * durably not owned any more, and whoever owns the store is told so that it is fetched again.
 *
 * <p>This is the only look at bytes at rest. Checking what is served would cost a digest of every byte sent, and sending goes from file to
 * socket without the bytes being seen; who fetches checks anyway.
 */
public final class Scrubber implements AutoCloseable {
    /** Told of a segment that is not owned any more; on the scrubber's thread, may wait. */
    @FunctionalInterface
    public interface Found {
        void rot(SegmentStore release, int segment);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
    private static final Duration LONGEST_FIRST_REST = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final ReleaseStore store;
    private final Found found;
    private final Clock clock;
    private final ScrubSchedule schedule;
    private final AtRest reader;
    private final AtomicLong scrubbedBytes = new AtomicLong();
    private final AtomicLong rottenSegments = new AtomicLong();
    private final AtomicLong passes = new AtomicLong();
    private final Thread thread;
    private boolean closed; // Guarded by this.

    /** Not running yet. */
    Scrubber(ReleaseStore store, long bytesPerSecond, Duration period, Found found, Clock clock, RandomGenerator random)
            throws IOException {
        this.store = store;
        this.found = found;
        this.clock = clock;
        var rest = period.compareTo(LONGEST_FIRST_REST) < 0 ? period : LONGEST_FIRST_REST;
        this.schedule = new ScrubSchedule(
                bytesPerSecond, period, clock.instant().plus(rest), somewhere(store.releases(), random));
        this.reader = new AtRest(store.directory());
        this.thread = Thread.ofPlatform().daemon().name("scrub").unstarted(this::run);
    }

    /**
     * Begins, unless the operator wants none.
     *
     * @param random where the first pass begins
     * @throws IOException when the file system of the store cannot be asked
     */
    public static Optional<Scrubber> start(
            ReleaseStore store, ScrubConfig config, Found found, Clock clock, RandomGenerator random)
            throws IOException {
        if (!config.enabled()) {
            return Optional.empty();
        }
        var scrubber = new Scrubber(
                store, config.rate().bytesPerSecond(), config.period().duration(), found, clock, random);
        scrubber.thread.start();
        return Optional.of(scrubber);
    }

    /** Read again and right, since the start. */
    public long scrubbedBytes() {
        return scrubbedBytes.get();
    }

    /** Owned, and not right any more, since the start. */
    public long rottenSegments() {
        return rottenSegments.get();
    }

    /** How often all was read, since the start. */
    public long passes() {
        return passes.get();
    }

    /** Ends after the segment that is being read. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a segment, or says how long to rest. */
    Optional<Instant> step() {
        var step = schedule.next(owned(), clock.instant());
        passes.set(schedule.passes());
        return switch (step) {
            case Step.Rest(var until) -> Optional.of(until);
            case Step.Read(var place) -> {
                long bytes = store.find(place.release())
                        .map(held -> look(held, place.segment()))
                        .orElse(0L);
                schedule.done(place, bytes, clock.instant());
                yield Optional.empty();
            }
        };
    }

    private void run() {
        while (true) {
            var rest = step();
            synchronized (this) {
                rest.ifPresent(this::rest);
                if (closed) {
                    return;
                }
            }
        }
    }

    /** Holds the lock, so that a close is not missed. */
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's, which asks the schedule again.
    private void rest(Instant until) {
        var wait = Duration.between(clock.instant(), until);
        long millis = Math.min(LONGEST_WAIT.toMillis(), wait.toMillis() + 1);
        try {
            if (!closed && millis > 0) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            closed = true; // Nobody else interrupts it.
        }
    }

    private SortedMap<ReleaseId, Bitfield> owned() {
        var owned = new TreeMap<ReleaseId, Bitfield>();
        store.releases().forEach(held -> owned.put(held.release(), held.owned()));
        return owned;
    }

    /** What was read, for the rate. A wrong look is taken twice: memory errs too. */
    private long look(SegmentStore held, int segment) {
        long bytes = held.manifest().segmentLengthBytes(segment);
        settle(held);
        try {
            boolean sound = reader.isSound(held, segment);
            boolean soundAgain = sound || reader.isSound(held, segment);
            if (soundAgain) {
                scrubbedBytes.addAndGet(bytes);
            } else if (held.owned().contains(segment) && !held.isClosed()) {
                rotten(held, segment);
            }
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("release", held.release())
                    .addKeyValue("reason", e.toString())
                    .log("not scrubbed");
        }
        return bytes;
    }

    /** On a disk that still takes no writes what rots is found all the same: it must not be served. */
    private static void settle(SegmentStore held) {
        try {
            held.settle();
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("release", held.release())
                    .addKeyValue("reason", e.toString())
                    .log("journal not written anew");
        }
    }

    private void rotten(SegmentStore held, int segment) {
        try {
            held.disown(segment);
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("release", held.release())
                    .addKeyValue("segment", segment)
                    .addKeyValue("reason", e.getMessage())
                    .log("a rotten segment could not be recorded as such: it is not served, but would be after a"
                            + " restart before the disk takes writes again");
        }
        rottenSegments.incrementAndGet(); // Not sooner: whoever reads it also reads what is owned.
        found.rot(held, segment);
    }

    private static Optional<Place> somewhere(List<SegmentStore> releases, RandomGenerator random) {
        if (releases.isEmpty()) {
            return Optional.empty();
        }
        var release = releases.get(random.nextInt(releases.size()));
        return Optional.of(
                new Place(release.release(), random.nextInt(release.manifest().segmentCount()) - 1));
    }
}
