package dev.patchwave.stop;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings stop orders to the {@link StopBook} on a thread of its own: those that others pass on, and those that it asks for every few seconds,
 * for whom SIP does not reach. One question at a time. Any thread.
 */
public final class StopPoll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopPoll.class);
    private static final int MAX_WAITING_LISTS = 64;

    private final StopBook stops;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Semaphore room = new Semaphore(MAX_WAITING_LISTS);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("stop-orders").unstarted(task));

    /** Asks nobody before {@link #start}. */
    public StopPoll(StopBook stops) {
        this.stops = stops;
    }

    /**
     * Takes orders that somebody passed on. Does not wait; of very many at once some are dropped, since everybody repeats them.
     *
     * @param texts not verified
     */
    public void bring(List<String> texts) {
        if (!texts.isEmpty() && !timer.isShutdown() && room.tryAcquire()) {
            timer.execute(() -> {
                room.release();
                takeAll(texts);
            });
        }
    }

    /**
     * Begins to ask, with the first question at once.
     *
     * @param origin any URI of the data plane that is asked; empty: nobody is asked this time
     */
    public void start(HttpFetcher fetcher, Supplier<Optional<URI>> origin, Duration interval) {
        var unused =
                timer.scheduleWithFixedDelay(() -> ask(fetcher, origin), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks once; completed when what was answered counts, exceptionally when nobody answered. */
    public CompletableFuture<Void> look(HttpFetcher fetcher, URI there) {
        return fetcher.get(there.resolve("/v1/stops"), StopCodec.MAX_LIST_BYTES)
                .thenAcceptAsync(reply -> takeAll(read(reply)), timer);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A fault is logged and asked again, since a timer that throws would never run again. */
    private void ask(HttpFetcher fetcher, Supplier<Optional<URI>> origin) {
        try {
            origin.get().filter(there -> asking.compareAndSet(false, true)).ifPresent(there -> {
                var unused = fetcher.get(there.resolve("/v1/stops"), StopCodec.MAX_LIST_BYTES)
                        .whenComplete((reply, failure) -> asking.set(false))
                        .thenAccept(reply -> bring(read(reply)));
            });
        } catch (RuntimeException fault) {
            asking.set(false);
            LOG.atError().setCause(fault).log("stop orders cannot be asked for");
        }
    }

    private static List<String> read(HttpReply reply) {
        if (reply instanceof HttpReply.Answered answered && answered.isSuccess()) {
            try {
                return StopCodec.read(answered.body());
            } catch (IllegalArgumentException e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("no stop orders");
            }
        }
        return List.of();
    }

    private void takeAll(List<String> texts) {
        try {
            stops.takeAll(texts);
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("what follows a stop order failed");
        }
    }
}
