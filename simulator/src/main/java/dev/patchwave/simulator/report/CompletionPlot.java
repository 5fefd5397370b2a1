package dev.patchwave.simulator.report;

import dev.patchwave.simulator.scenario.Outcome;
import java.util.List;
import java.util.Locale;

/**
 * Completion over time as SVG: how many clients are done, and the bound.
 *
 * <p>Written by hand, because it is one line and two axes: JFreeChart draws by way of AWT and needs a second library for SVG.
 */
public final class CompletionPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int MARGIN = 56;
    private static final int GAP = 4;
    private static final int TEXT_HEIGHT = 16;
    private static final int MOST_TICKS = 10;
    private static final int MOST_STEPS = 2_000; // More than pixels are of no use.

    private final StringBuilder svg = new StringBuilder();
    private final double seconds;

    private CompletionPlot(double seconds) {
        this.seconds = seconds;
    }

    /** A whole SVG document. */
    public static String of(Outcome outcome) {
        double longest = Math.max(outcome.last(), outcome.bounds().seconds()) * 1.05;
        return new CompletionPlot(longest).draw(outcome);
    }

    private String draw(Outcome outcome) {
        add("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " + WIDTH + " " + HEIGHT
                + "' font-family='sans-serif' font-size='12'>");
        add("<rect width='" + WIDTH + "' height='" + HEIGHT + "' fill='#ffffff'/>");
        label(MARGIN, MARGIN / 2.0, "start", title(outcome));
        axes();
        double bound = x(outcome.bounds().seconds());
        line(bound, y(0), bound, y(1), "stroke='#b00020' stroke-dasharray='5 4'");
        label(bound - GAP, y(1) + TEXT_HEIGHT, "end", "bound");
        steps(outcome.finishes(), outcome.durations().size() + outcome.stranded());
        add("</svg>");
        return svg.toString();
    }

    private static String title(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%s, seed %d: last client %.1f s, bound %.1f s, %.2f",
                outcome.scenario().name(),
                outcome.scenario().seed(),
                outcome.last(),
                outcome.bounds().seconds(),
                outcome.ratio());
    }

    private void axes() {
        for (int percent = 0; percent <= 100; percent += 25) {
            double height = y(percent / 100.0);
            label(x(0) - GAP, height + GAP, "end", percent + " %");
            line(x(0), height, x(seconds), height, "stroke='#dddddd'");
        }
        line(x(0), y(0), x(seconds), y(0), "stroke='#444444'");
        line(x(0), y(0), x(0), y(1), "stroke='#444444'");
        double step = tick();
        for (double at = 0; at <= seconds; at += step) {
            label(x(at), y(0) + TEXT_HEIGHT, "middle", Math.round(at) + " s");
        }
    }

    private double tick() {
        double step = 1;
        for (int i = 0; seconds / step > MOST_TICKS; i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        return step;
    }

    private void steps(List<Double> finishes, int clients) {
        var path = new StringBuilder("M" + rounded(x(0)) + " " + rounded(y(0)));
        int stride = Math.max(1, finishes.size() / MOST_STEPS);
        for (int done = stride; done <= finishes.size(); done += stride) {
            path.append(" H").append(rounded(x(finishes.get(done - 1))));
            path.append(" V").append(rounded(y((double) done / clients)));
        }
        add("<path d='" + path + "' fill='none' stroke='#00639b' stroke-width='2'/>");
    }

    private void line(double x1, double y1, double x2, double y2, String style) {
        add("<line x1='" + rounded(x1) + "' y1='" + rounded(y1) + "' x2='" + rounded(x2) + "' y2='" + rounded(y2) + "' "
                + style + "/>");
    }

    private void label(double x, double y, String anchor, String text) {
        add("<text x='" + rounded(x) + "' y='" + rounded(y) + "' text-anchor='" + anchor + "'>" + escaped(text)
                + "</text>");
    }

    private double x(double second) {
        return MARGIN + second / seconds * (WIDTH - 2 * MARGIN);
    }

    private double y(double share) {
        return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
    }

    private static String rounded(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }

    private void add(String element) {
        svg.append(element.replace('\'', '"')).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }
}
