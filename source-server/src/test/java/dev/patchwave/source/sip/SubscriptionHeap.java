package dev.patchwave.source.sip;

import dev.patchwave.signal.sip.NotifyContent;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Prints what a subscription costs the source: bytes of live heap, and operations in a second of CPU. Run with a heap of 2 GiB or more:
 * {@code java -cp ... dev.patchwave.source.sip.SubscriptionHeap [subscriptions]}.
 */
final class SubscriptionHeap {
    private static final int OPERATIONS = 200_000;

    private SubscriptionHeap() {}

    public static void main(String[] args) {
        int subscriptions = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        long empty = usedBytes();
        var source = new LoadedSource();
        var ids = new ArrayList<String>();
        long start = cpuNanos();
        for (int i = 0; i < subscriptions; i++) {
            ids.add(source.subscribe(i).id());
        }
        print("subscribe, per CPU second", subscriptions / seconds(start));
        long idBytes = 4L * subscriptions + 72L * subscriptions; // Of the list itself.
        print("bytes a subscription, no campaign", (double) (usedBytes() - empty - idBytes) / subscriptions);
        start = cpuNanos();
        source.openCampaignForAll("spring");
        print("join a campaign, per CPU second", subscriptions / seconds(start));
        print("bytes a subscription, forced campaign", (double) (usedBytes() - empty - idBytes) / subscriptions);
        time("get, per CPU second", ids, i -> source.subscriptions.get(ids.get(i)));
        time(
                "put, per CPU second",
                ids,
                i -> source.subscriptions.put(
                        source.subscriptions.get(ids.get(i)).orElseThrow()));
        time(
                "notify, per CPU second",
                ids,
                i -> source.notifier.notify(ids.get(i), NotifyContent.NOTHING, LoadedSource.T0));
        print("subscriptions", (double) source.size());
    }

    /** After collections that leave only what is reachable. */
    static long usedBytes() {
        var runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    private static void time(String what, List<String> ids, IntConsumer operation) {
        var random = new Random(2);
        for (int round = 0; round < 3; round++) {
            long start = cpuNanos();
            for (int i = 0; i < OPERATIONS; i++) {
                operation.accept(random.nextInt(ids.size()));
            }
            if (round == 2) {
                print(what, OPERATIONS / seconds(start));
            }
        }
    }

    private static double seconds(long startNanos) {
        return (cpuNanos() - startNanos) / 1e9;
    }

    /** Of this thread, so that what else the machine does is left out. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String what, double figure) {
        System.out.printf(Locale.ROOT, "%-40s %,12.0f%n", what, figure);
    }
}
