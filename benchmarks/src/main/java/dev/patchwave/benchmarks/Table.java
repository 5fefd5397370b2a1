package dev.patchwave.benchmarks;

import java.util.Locale;

/** A run's figures as Markdown: the ratio first, since that is what travels from machine to machine. */
final class Table {
    private static final String NONE = "–";

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    Table(Results results) {
        this.results = results;
    }

    String of(StormPlan plan) {
        text.append("**").append(plan.clients()).append(" clients, ").append(plan.rounds());
        text.append(" rounds, medians; ").append(Machine.line()).append("**\n\n");
        fast();
        paced(plan);
        registers();
        return text.toString();
    }

    private void fast() {
        head(
                "as fast as it goes, " + StormPlan.IN_FLIGHT + " in flight",
                "ours : bare",
                "Patchwave",
                "bare JAIN-SIP",
                "SIPp");
        peers("NOTIFY/s", "notifyPerSecond");
        peers("CPU of the sender for each NOTIFY, µs", "cpuMicrosPerNotify");
        worst("retransmissions, worst round", "retransmissions");
        worst("clients not reached, worst round", "lost");
        row("heap for each subscription, bytes", NONE, whole(ours("heapBytesPerSubscription")), NONE, NONE);
        row("heap for each registration, bytes", NONE, whole(ours("heapBytesPerRegistration")), NONE, NONE);
        text.append('\n');
    }

    private void peers(String title, String measure) {
        double bare = results.median(measure, FastStorm.BARE);
        row(
                title,
                hundredths(ours(measure) / bare),
                whole(ours(measure)),
                whole(bare),
                whole(results.median(measure, FastStorm.SIPP)));
    }

    private void worst(String title, String measure) {
        row(
                title,
                NONE,
                whole(results.worst(measure, FastStorm.OURS)),
                whole(results.worst(measure, FastStorm.BARE)),
                whole(results.worst(measure, FastStorm.SIPP)));
    }

    private void paced(StormPlan plan) {
        double alive = results.median("pacedSeconds", PacedStorm.ALL_ALIVE);
        double dead = results.median("pacedSeconds", PacedStorm.SOME_DEAD);
        head("at the default pace", "dead : alive", "all alive", plan.deadPercent() + " % dead");
        row(
                "until the last live client had its NOTIFY, s",
                hundredths(dead / alive),
                hundredths(alive),
                hundredths(dead));
        row("NOTIFY/s", NONE, whole(results.median("pacedPerSecond", PacedStorm.ALL_ALIVE)), NONE);
        pair("retransmissions to live clients, worst round", "pacedRetransmissions");
        pair("live clients not reached, worst round", "pacedLost");
        text.append('\n');
    }

    private void pair(String title, String measure) {
        row(
                title,
                NONE,
                whole(results.worst(measure, PacedStorm.ALL_ALIVE)),
                whole(results.worst(measure, PacedStorm.SOME_DEAD)));
    }

    private void registers() {
        head(
                "every client registers, " + StormPlan.REGISTERS_PER_SECOND + " a second",
                "just started",
                "again, worst round");
        register("within, s", "registerSeconds");
        register("not answered", "registerLost");
        register("median answer, ms", "registerMedianMillis");
        register("slowest answer, ms", "registerWorstMillis");
        register("retransmissions", "registerRetransmissions");
    }

    private void register(String title, String measure) {
        row(
                title,
                hundredths(results.worst(measure, FastStorm.FIRST)),
                hundredths(results.worst(measure, FastStorm.AGAIN)));
    }

    private double ours(String measure) {
        return results.median(measure, FastStorm.OURS);
    }

    private void head(String... titles) {
        row(titles);
        text.append("|---".repeat(titles.length)).append("|\n");
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.0f", value);
    }

    private static String hundredths(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.2f", value);
    }
}
