package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A few threads that build and send signals, so that the campaigns go on deciding meanwhile. All signals to one instance go by one of them,
 * in order. When too many wait, whoever asks does the work itself, which slows it down as it should. Any thread.
 */
final class SignalLanes implements AutoCloseable {
    private static final int WAITING_LIMIT_SIGNALS = 20_000;

    private final List<ThreadPoolExecutor> lanes;

    SignalLanes() {
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
        lanes = IntStream.range(0, count).mapToObj(SignalLanes::lane).toList();
    }

    private static ThreadPoolExecutor lane(int number) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_LIMIT_SIGNALS),
                task -> Thread.ofPlatform().daemon().name("signals-" + number).unstarted(task),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    void execute(InstanceId instance, Runnable signal) {
        lanes.get(Math.floorMod(instance.hashCode(), lanes.size())).execute(signal);
    }

    /** What waits is dropped: the campaigns take it up again at the next start. */
    @Override
    public void close() {
        lanes.forEach(ThreadPoolExecutor::shutdownNow);
    }
}
