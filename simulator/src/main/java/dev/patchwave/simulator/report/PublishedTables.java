package dev.patchwave.simulator.report;

import dev.patchwave.simulator.table.DistributionTime;
import dev.patchwave.simulator.table.Turns;
import java.util.Locale;

/** Tables that others published, with our column beside theirs. */
public final class PublishedTables {
    private static final double MEGABIT = 1e6;

    private PublishedTables() {}

    /** The first line of {@link #line(DistributionTime.Cell)}'s table. */
    public static String distributionTimeHead() {
        return row("peers", "peer up", "bound", "simulated", "ratio");
    }

    /** One cell, as a line. */
    public static String line(DistributionTime.Cell cell) {
        return row(
                Integer.toString(cell.peers()),
                cell.peerUp() == 0 ? "serves nobody" : number(cell.peerUp() / MEGABIT) + " Mbit/s",
                Math.round(cell.bound()) + " s",
                Math.round(cell.simulated()) + " s",
                String.format(Locale.ROOT, "%.3f", cell.ratio()));
    }

    /** Kraken's table has 17 turns for its own simulation; 12.5 is what the peers' links allow. */
    public static String turns(String how, Turns.Outcome outcome, int least) {
        return how + ": " + outcome.turns() + " turns, no plan needs fewer than " + least + "; a segment went over "
                + outcome.longestChain() + " peers in one turn at most";
    }

    private static String row(String peers, String up, String bound, String simulated, String ratio) {
        return String.format(Locale.ROOT, "%6s  %-13s  %9s  %9s  %6s", peers, up, bound, simulated, ratio);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
