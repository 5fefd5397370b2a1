package dev.patchwave.simulator.swarm;

import dev.patchwave.simulator.network.Node;
import dev.patchwave.simulator.network.Weather;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Storms that lose, delay and double messages, and nodes and sites that are cut off. */
final class FaultyWeather implements Weather {
    private static final int MOST_LATE_MILLIS = 4_000; // Longer than a report waits for its answer.

    private final RandomGenerator random;
    private final Map<Node, Integer> cutNodes = new HashMap<>(); // Never iterated.
    private final Map<Integer, Integer> cutSites = new HashMap<>(); // Never iterated.
    private int stormPercent;

    FaultyWeather(RandomGenerator random) {
        this.random = random;
    }

    void storm(int percent) {
        stormPercent += percent;
    }

    void cut(Node node, int byHowMuch) {
        cutNodes.merge(node, byHowMuch, Integer::sum);
    }

    void cutSite(int site, int byHowMuch) {
        cutSites.merge(site, byHowMuch, Integer::sum);
    }

    @Override
    public Fate of(Node from, Node to) {
        if (stormPercent <= 0) {
            return Fate.ARRIVES;
        }
        boolean lost = happens(stormPercent);
        var late = happens(stormPercent) ? Duration.ofMillis(random.nextInt(MOST_LATE_MILLIS)) : Duration.ZERO;
        return new Fate(lost, late, happens(stormPercent));
    }

    @Override
    public boolean isCut(Node from, Node to) {
        return from != to
                && (isCut(from) || isCut(to) || (from.site() != to.site() && (isCutSite(from) || isCutSite(to))));
    }

    private boolean isCut(Node node) {
        return cutNodes.getOrDefault(node, 0) > 0;
    }

    private boolean isCutSite(Node node) {
        return cutSites.getOrDefault(node.site(), 0) > 0;
    }

    private boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }
}
