package dev.patchwave.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one {@link Core} on one thread: takes events from a bounded mailbox, performs effects in order, wakes the core at its
 * deadline. Any thread may {@link #offer}; nobody else may touch the core.
 *
 * <p>An exception out of the core or an effect is our own fault: the loop stops and says so through {@code onCrash}, because a
 * core whose state is unknown must not go on deciding. What an effect throws because {@link #close} interrupted it is no fault.
 */
public final class CoreLoop<E, F> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);
    private static final Duration IDLE_WAKE = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Core<E, F> core;
    private final Consumer<F> performer;
    private final Clock clock;
    private final BlockingQueue<E> mailbox;
    private final Consumer<Throwable> onCrash;
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * @param name of the loop's thread, for logs and thread dumps
     * @param performer carries out one effect on the loop's thread; must not block longer than a durable write
     * @param mailboxLimitEvents how many events may wait, 1 or more
     * @param onCrash told once, on the loop's thread, when the core or an effect threw
     */
    public CoreLoop(
            String name,
            Core<E, F> core,
            Consumer<F> performer,
            Clock clock,
            int mailboxLimitEvents,
            Consumer<Throwable> onCrash) {
        this.core = core;
        this.performer = performer;
        this.clock = clock;
        this.mailbox = new ArrayBlockingQueue<>(mailboxLimitEvents);
        this.onCrash = onCrash;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /** Hands over an event without waiting. False when the mailbox is full or the loop is closed: shed the load. */
    public boolean offer(E event) {
        return running && mailbox.offer(event);
    }

    /** Hands over an event, waiting for room: for events that must not be lost, from threads that may wait. */
    public void put(E event) throws InterruptedException {
        while (running && !mailbox.offer(event, IDLE_WAKE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.atWarn().addKeyValue("loop", thread.getName()).log("mailbox full, waiting");
        }
    }

    /** Stops after the event in hand; events still in the mailbox are dropped. */
    @Override
    public void close() {
        running = false;
        thread.interrupt();
        if (Thread.currentThread() != thread) {
            join();
        }
    }

    private void join() {
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (running) {
                step();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("loop", thread.getName()).log("loop interrupted");
        } catch (RuntimeException e) {
            if (running || !Thread.currentThread().isInterrupted()) {
                crash(e);
            } else {
                LOG.atInfo()
                        .addKeyValue("loop", thread.getName())
                        .addKeyValue("reason", e.toString())
                        .log("closed in the middle of an effect");
            }
        } catch (Error e) {
            crash(e);
        }
    }

    private void crash(Throwable fault) {
        running = false;
        LOG.atError().addKeyValue("loop", thread.getName()).setCause(fault).log("loop stopped by a fault of ours");
        onCrash.accept(fault);
    }

    private void step() throws InterruptedException {
        E event = mailbox.poll(waitMillis(), TimeUnit.MILLISECONDS);
        Instant now = clock.instant();
        if (event != null) {
            core.on(event, now).forEach(performer);
        }
        if (running
                && core.nextDeadline()
                        .filter(deadline -> !deadline.isAfter(now))
                        .isPresent()) {
            core.on(core.deadlinePassed(), now).forEach(performer);
        }
    }

    private long waitMillis() {
        return core.nextDeadline()
                .map(deadline ->
                        Math.clamp(Duration.between(clock.instant(), deadline).toMillis(), 0, IDLE_WAKE.toMillis()))
                .orElse(IDLE_WAKE.toMillis());
    }
}
