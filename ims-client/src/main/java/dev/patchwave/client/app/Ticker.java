package dev.patchwave.client.app;

import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks twice a second at what nobody tells of: how fast bytes come, swarms that gain nothing, and now and then the battery. */
final class Ticker implements AutoCloseable {
    private static final long TICK_MILLIS = 500;
    private static final int TICKS_BETWEEN_POWER_CHECKS = 60;

    private final ClientStatus status;
    private final Swarms swarms;
    private final SharingShell sharing;
    private final List<Consumer<ClientProgress>> watchers;
    private final Consumer<Throwable> onCrash;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "ticker"));
    private volatile long bytesPerSecond;
    private long receivedBytes; // Touched by the thread only, as the next one.
    private int ticks;

    /** @param watchers told of the progress at each tick; may grow */
    Ticker(
            ClientStatus status,
            Swarms swarms,
            SharingShell sharing,
            List<Consumer<ClientProgress>> watchers,
            Consumer<Throwable> onCrash) {
        this.status = status;
        this.swarms = swarms;
        this.sharing = sharing;
        this.watchers = watchers;
        this.onCrash = onCrash;
    }

    void start() {
        receivedBytes = status.receivedBytes();
        var unused = thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    ClientProgress progress() {
        return status.progress(bytesPerSecond);
    }

    private void tick() {
        try {
            long received = status.receivedBytes();
            bytesPerSecond = Math.max(0, received - receivedBytes) * 1000 / TICK_MILLIS;
            receivedBytes = received;
            swarms.endStalled();
            if (++ticks % TICKS_BETWEEN_POWER_CHECKS == 0) {
                sharing.lookAtDevice();
            }
            var progress = progress();
            watchers.forEach(watcher -> watcher.accept(progress));
        } catch (RuntimeException e) {
            onCrash.accept(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
