package dev.patchwave.simulator.scenario;

import dev.patchwave.simulator.report.Bounds;
import java.util.List;
import java.util.Map;

/**
 * What came of a scenario. Times in seconds; copies are payload bytes over the patch's length.
 *
 * @param durations of the clients that finished, from their arrival, rising
 * @param finishes of the same, from the start, rising
 * @param stranded clients that did not finish
 * @param last the time when the last client finished, or the limit
 * @param cacheCopies what each cache sent
 * @param crossing copies that went from one site to another
 * @param crossingDomains those of them between domains
 * @param bytesTwice received again, or when they had been given up
 * @param verifiedTwice those of them that were verified before
 * @param use of the uplinks
 * @param fetches how many ended in which way
 * @param wrongs rules that were broken
 * @param incidents what went wrong as planned, in order
 * @param happened events of the simulation
 */
public record Outcome(
        Scenario scenario,
        List<Double> durations,
        List<Double> finishes,
        int stranded,
        double last,
        Bounds bounds,
        double sourceCopies,
        List<Double> cacheCopies,
        double crossing,
        double crossingDomains,
        long bytesTwice,
        long verifiedTwice,
        List<Use> use,
        Map<String, Integer> fetches,
        List<String> wrongs,
        List<String> incidents,
        long happened) {

    /** How much of their uplinks source, caches and clients use in a part of the run, 0 to 1 each. */
    public record Use(String when, double source, double caches, double clients) {}

    /** The time of the last over the bound. */
    public double ratio() {
        return last / bounds.seconds();
    }

    /** The duration that a share of the clients do not exceed, interpolated; 0 when nobody finished. */
    public double duration(double share) {
        if (durations.isEmpty()) {
            return 0;
        }
        double at = (durations.size() - 1) * share;
        int below = (int) at;
        double low = durations.get(below);
        return low + (durations.get(Math.min(below + 1, durations.size() - 1)) - low) * (at - below);
    }
}
