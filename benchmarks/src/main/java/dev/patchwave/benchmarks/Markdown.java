package dev.patchwave.benchmarks;

import java.util.Locale;

/** A Markdown text with tables. */
public final class Markdown {
    private static final String NONE = "–";

    private final StringBuilder text = new StringBuilder();

    /** A line in bold, such as what was measured and where. */
    public Markdown title(String line) {
        text.append("**").append(line).append("**\n\n");
        return this;
    }

    /** Begins a table. */
    public Markdown head(String... titles) {
        row(titles);
        text.append("|---".repeat(titles.length)).append("|\n");
        return this;
    }

    public Markdown row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        return this;
    }

    /** Ends a table. */
    public Markdown end() {
        text.append('\n');
        return this;
    }

    /** Without decimals; a dash for what is no number. */
    public static String whole(double value) {
        return format(value, "%.0f");
    }

    /** With two decimals; a dash for what is no number. */
    public static String hundredths(double value) {
        return format(value, "%.2f");
    }

    /** With three decimals; a dash for what is no number. */
    public static String thousandths(double value) {
        return format(value, "%.3f");
    }

    private static String format(double value, String pattern) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, pattern, value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
