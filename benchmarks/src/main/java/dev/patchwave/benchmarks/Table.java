package dev.patchwave.benchmarks;

/** A run's figures as Markdown: the ratio first, since that is what travels from machine to machine. */
final class Table {
    private static final String NONE = "–";

    private final Results results;
    private final Markdown text = new Markdown();

    Table(Results results) {
        this.results = results;
    }

    String of(StormPlan plan) {
        text.title(plan.clients() + " clients, " + plan.rounds() + " rounds, medians; " + Machine.line());
        fast();
        paced(plan);
        registers();
        return text.toString();
    }

    private void fast() {
        text.head(
                "as fast as it goes, " + StormPlan.IN_FLIGHT + " in flight",
                "ours : bare",
                "Patchwave",
                "bare JAIN-SIP",
                "SIPp");
        peers("NOTIFY/s", "notifyPerSecond");
        peers("CPU of the sender for each NOTIFY, µs", "cpuMicrosPerNotify");
        worst("retransmissions, worst round", "retransmissions");
        worst("clients not reached, worst round", "lost");
        text.row(
                "heap for each subscription, bytes",
                NONE,
                Markdown.whole(ours("heapBytesPerSubscription")),
                NONE,
                NONE);
        text.row(
                "heap for each registration, bytes",
                NONE,
                Markdown.whole(ours("heapBytesPerRegistration")),
                NONE,
                NONE);
        text.end();
    }

    private void peers(String title, String measure) {
        double bare = results.median(measure, FastStorm.BARE);
        text.row(
                title,
                Markdown.hundredths(ours(measure) / bare),
                Markdown.whole(ours(measure)),
                Markdown.whole(bare),
                Markdown.whole(results.median(measure, FastStorm.SIPP)));
    }

    private void worst(String title, String measure) {
        text.row(
                title,
                NONE,
                Markdown.whole(results.worst(measure, FastStorm.OURS)),
                Markdown.whole(results.worst(measure, FastStorm.BARE)),
                Markdown.whole(results.worst(measure, FastStorm.SIPP)));
    }

    private void paced(StormPlan plan) {
        double alive = results.median("pacedSeconds", PacedStorm.ALL_ALIVE);
        double dead = results.median("pacedSeconds", PacedStorm.SOME_DEAD);
        text.head("at the default pace", "dead : alive", "all alive", plan.deadPercent() + " % dead");
        text.row(
                "until the last live client had its NOTIFY, s",
                Markdown.hundredths(dead / alive),
                Markdown.hundredths(alive),
                Markdown.hundredths(dead));
        text.row("NOTIFY/s", NONE, Markdown.whole(results.median("pacedPerSecond", PacedStorm.ALL_ALIVE)), NONE);
        pair("retransmissions to live clients, worst round", "pacedRetransmissions");
        pair("live clients not reached, worst round", "pacedLost");
        text.end();
    }

    private void pair(String title, String measure) {
        text.row(
                title,
                NONE,
                Markdown.whole(results.worst(measure, PacedStorm.ALL_ALIVE)),
                Markdown.whole(results.worst(measure, PacedStorm.SOME_DEAD)));
    }

    private void registers() {
        text.head(
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
        text.row(
                title,
                Markdown.hundredths(results.worst(measure, FastStorm.FIRST)),
                Markdown.hundredths(results.worst(measure, FastStorm.AGAIN)));
    }

    private double ours(String measure) {
        return results.median(measure, FastStorm.OURS);
    }
}
