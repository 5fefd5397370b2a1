package dev.patchwave.token;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up with the published keys: asks for the set now and then, and at once when a token names a key that is not known, at most every
 * {@value #LEAST_SECONDS_BETWEEN} s. Who has no set for us, or none that helps, is left for the next one, ever more slowly. A set is
 * believed when one of the keys that are trusted already signed it, or one that a token of our own names, which came from the service
 * itself. What was believed last is kept on disk. Any thread; one thread of its own.
 */
public final class KeyFollower implements TokenKeys, AutoCloseable {
    /** Where sets are asked for. */
    public static final String PATH = "/v1/token-keys";

    static final int LEAST_SECONDS_BETWEEN = 5;
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(LEAST_SECONDS_BETWEEN);
    private static final Duration KEPT_ANEW_EVERY = Duration.ofHours(1);
    /** Of the clock of whoever made a set. One from further ahead would keep out every right one until then. */
    private static final Duration MOST_AHEAD = Duration.ofMinutes(10);

    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final int MOST_DOUBLINGS = 7;
    private static final Logger LOG = LoggerFactory.getLogger(KeyFollower.class);

    private final Path file;
    private final Predicate<String> vouchedFor;
    private final Duration interval;
    private final Clock clock;
    private final Clock steady;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("token-keys").unstarted(task));
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private volatile Optional<TokenKeySet> set = Optional.empty();
    private volatile Optional<byte[]> text = Optional.empty();
    private Optional<HttpFetcher> fetcher = Optional.empty(); // Guarded by this, as what follows.
    private Supplier<List<URI>> places = List::of;
    private boolean asking;
    private int failures; // In a row.
    private Instant kept = Instant.EPOCH; // Of the thread.
    private Instant asked = Instant.EPOCH;

    /**
     * Knows what the last run knew.
     *
     * @param file where the set is kept
     * @param vouchedFor whether a token of our own names this key
     * @param interval between two looks when nothing is amiss
     * @param clock of which key sets speak
     * @param steady of the waits between two looks
     */
    public KeyFollower(Path file, Predicate<String> vouchedFor, Duration interval, Clock clock, Clock steady) {
        this.file = file;
        this.vouchedFor = vouchedFor;
        this.interval = interval;
        this.clock = clock;
        this.steady = steady;
        restore();
    }

    /**
     * Begins to ask.
     *
     * @param ladder any URI of each data plane that may be asked, the preferred first; empty: nobody is asked this time
     */
    public void start(HttpFetcher by, Supplier<List<URI>> ladder) {
        synchronized (this) {
            fetcher = Optional.of(by);
            places = ladder;
        }
        var unused = thread.scheduleWithFixedDelay(
                this::look, 0, Math.min(AT_FIRST.toMillis(), interval.toMillis()), TimeUnit.MILLISECONDS);
    }

    @Override
    public Found find(String keyId) {
        var known = current();
        var key = known.map(now -> now.keys().get(keyId));
        if (key.isPresent()) {
            return new Found.Known(key.get());
        }
        return ask(LEAST_BETWEEN) || isAsking() || known.isEmpty() ? new Found.NotYet() : new Found.Unknown();
    }

    /** Asks at once when no keys are known, and is completed when some are; perhaps never. */
    CompletableFuture<Void> known() {
        if (current().isPresent()) {
            known.complete(null);
        } else if (!thread.isShutdown()) {
            thread.execute(this::look);
        }
        return known.copy();
    }

    /** The set as it came, to pass on; empty while none is known. */
    public Optional<byte[]> text() {
        return current().isPresent() ? text : Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private Optional<TokenKeySet> current() {
        return set.filter(known -> clock.instant().isBefore(known.until()));
    }

    private synchronized boolean isAsking() {
        return asking;
    }

    /** Without a set, or after a failure, more often: another one is asked before what is known ends. */
    private void look() {
        try {
            ask(current().filter(known -> isAnswered()).map(this::interval).orElse(AT_FIRST));
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("token keys cannot be asked for");
        }
    }

    /** True when it asks now. */
    private boolean ask(Duration leastBetween) {
        HttpFetcher by;
        URI uri;
        synchronized (this) {
            var to = places.get();
            var now = steady.instant();
            var wait = waitAfter(failures);
            var next = asked.plus(wait.compareTo(leastBetween) < 0 ? leastBetween : wait);
            boolean early = now.isBefore(next);
            if (asking || early || fetcher.isEmpty() || to.isEmpty()) {
                return false;
            }
            asking = true;
            asked = now;
            by = fetcher.get();
            uri = to.get(failures % to.size()).resolve(PATH);
        }
        var unused = by.get(uri, TokenKeySet.MAX_BYTES).whenComplete((reply, failure) -> {
            if (!thread.isShutdown()) {
                thread.execute(() -> answered(reply));
            }
        });
        return true;
    }

    private synchronized boolean isAnswered() {
        return failures == 0;
    }

    /** The usual wait, and no more than half of what the last set is good for. */
    private Duration interval(TokenKeySet last) {
        return shorter(interval, Duration.between(last.made(), last.until()).dividedBy(2));
    }

    /** How long nobody is asked after so many failures in a row: many have the same origin, and miss it together. */
    static Duration waitAfter(int failures) {
        return failures == 0
                ? Duration.ZERO
                : shorter(LONGEST_WAIT, AT_FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void answered(HttpReply reply) {
        Optional<TokenKeySet> fresh = read(reply);
        boolean news;
        synchronized (this) { // Who hears that nobody is asked any more has the answer too.
            news = fresh.isPresent()
                    && set.filter(last -> last.keys()
                                    .keySet()
                                    .equals(fresh.get().keys().keySet()))
                            .isEmpty();
            failures = fresh.isPresent() ? 0 : failures + 1;
            if (fresh.isPresent()) {
                set = fresh;
                text = Optional.of(((HttpReply.Answered) reply).body());
            }
            asking = false;
        }
        if (fresh.isPresent()) {
            known.complete(null);
            keep(text.orElseThrow(), news);
        }
    }

    /** A set that is to be believed, and no older than ours. */
    private Optional<TokenKeySet> read(HttpReply reply) {
        if (!(reply instanceof HttpReply.Answered answer) || !answer.isSuccess()) {
            return Optional.empty();
        }
        try {
            var known = current();
            var trusted = TokenKeySet.read(answer.body())
                    .trustedBy(id -> vouchedFor.test(id)
                            || known.filter(now -> now.keys().containsKey(id)).isPresent());
            if (trusted.isEmpty()) {
                LOG.atWarn().log("token keys of somebody whom nobody vouches for");
            }
            var soon = clock.instant().plus(MOST_AHEAD);
            return trusted.filter(fresh -> !fresh.made().isAfter(soon))
                    .filter(fresh -> set.filter(last -> !last.made().isAfter(soon))
                            .filter(last -> fresh.made().isBefore(last.made()))
                            .isEmpty());
        } catch (IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("no token keys");
            return Optional.empty();
        }
    }

    private void keep(byte[] shown, boolean news) {
        if (news) {
            LOG.atInfo().log("token keys have changed");
        } else if (steady.instant().isBefore(kept.plus(KEPT_ANEW_EVERY))) {
            return;
        }
        try {
            DurableFiles.replacePrivate(file, shown);
            kept = steady.instant();
        } catch (IOException e) {
            kept = Instant.EPOCH; // With the next answer again.
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("token keys cannot be kept");
        }
    }

    /** What lies on our own disk was believed before. */
    private void restore() {
        try {
            if (Files.exists(file) && Files.size(file) <= TokenKeySet.MAX_BYTES) {
                byte[] kept = Files.readAllBytes(file);
                set = TokenKeySet.read(kept).trustedBy(id -> true);
                text = Optional.of(kept);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("token keys of the last run are lost");
        }
    }
}
