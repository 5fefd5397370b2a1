package dev.patchwave.simulator.report;

import dev.patchwave.simulator.scenario.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of a scenario, as text of fixed width for people. */
public final class ResultTable {
    private static final String LINE = "%-26s %s%n";

    private ResultTable() {}

    /** Several lines, each ended. */
    public static String of(Outcome outcome) {
        var text = new StringBuilder();
        var scenario = outcome.scenario();
        int clients = outcome.durations().size() + outcome.stranded();
        add(text, "scenario", scenario.name() + ", seed " + scenario.seed());
        add(text, "clients done", outcome.durations().size() + " of " + clients);
        add(text, "last client", seconds(outcome.last()));
        add(text, "median, p95", seconds(outcome.duration(0.5)) + ", " + seconds(outcome.duration(0.95)));
        add(text, "bound", seconds(outcome.bounds().seconds()));
        add(text, "last over bound", number(outcome.ratio()));
        add(text, "copies the source sent", number(outcome.sourceCopies()));
        add(text, "copies the caches sent", copies(outcome.cacheCopies()));
        add(
                text,
                "copies that cross sites",
                number(outcome.crossing()) + ", of these between domains " + number(outcome.crossingDomains()));
        add(
                text,
                "bytes fetched twice",
                outcome.bytesTwice() + ", of these verified before " + outcome.verifiedTwice());
        add(text, "fetches ended", outcome.fetches().toString());
        outcome.incidents().forEach(incident -> add(text, "incident", incident));
        outcome.wrongs().forEach(wrong -> add(text, "RULE BROKEN", wrong));
        if (!outcome.use().isEmpty()) {
            text.append(uses(outcome.use()));
        }
        return text.toString();
    }

    private static String uses(List<Outcome.Use> uses) {
        var heads = uses.stream().map(Outcome.Use::when).map(when -> pad(when)).collect(Collectors.joining());
        var shares = uses.stream()
                .map(use -> pad(percent(use.source()) + "/" + percent(use.caches()) + "/" + percent(use.clients())))
                .collect(Collectors.joining());
        return String.format(LINE, "uplink use, %", heads.stripTrailing())
                + String.format(LINE, "source/caches/clients", shares.stripTrailing());
    }

    private static String copies(List<Double> copies) {
        double sum = copies.stream().mapToDouble(Double::doubleValue).sum();
        int shown = 8;
        var each = copies.stream().limit(shown).map(ResultTable::number).collect(Collectors.joining(", "));
        return number(sum) + " (" + each + (copies.size() > shown ? ", ..." : "") + ")";
    }

    private static void add(StringBuilder text, String what, String value) {
        text.append(String.format(Locale.ROOT, LINE, what, value));
    }

    private static String pad(String text) {
        return String.format(Locale.ROOT, "%-13s", text);
    }

    private static String percent(double share) {
        return Long.toString(Math.round(share * 100));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f s", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
