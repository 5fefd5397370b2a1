package dev.patchwave.simulator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.simulator.network.LinkModel;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures are those of the network lab's own calculator, for 64 MiB to 10 clients a domain. */
class BoundsTest {
    private static final double CLOSE = 0.0001;
    private static final double MEGABIT = 1e6;

    @Test
    void everybodyAtOnce() {
        var bounds = Bounds.of(given(40, 80, empty(2), atOnce(20)));

        assertEquals(13.5208, bounds.source(), CLOSE);
        assertEquals(13.5208, bounds.down(), CLOSE);
        assertEquals(27.0415, bounds.total(), CLOSE);
        assertEquals(270.4154, bounds.direct(), CLOSE);
        assertEquals(67.6039, bounds.cdn(), CLOSE);
        assertEquals(27.0415, bounds.seconds(), CLOSE);
        assertEquals(400 * MEGABIT, bounds.uplinksBitsPerSecond(), CLOSE);
    }

    @Test
    void fourDomains() {
        assertEquals(28.4648, Bounds.of(given(40, 80, empty(4), atOnce(40))).seconds(), CLOSE);
    }

    @Test
    void oneByOne() {
        var arrivals = IntStream.range(0, 20).mapToObj(i -> 3.0 * i).toList();

        var bounds = Bounds.of(given(40, 80, empty(2), arrivals));

        assertEquals(70.5208, bounds.down(), CLOSE);
        assertEquals(58.3521, bounds.total(), CLOSE);
        assertEquals(70.5208, bounds.seconds(), CLOSE);
    }

    @Test
    void aCacheHasThePatch() {
        var bounds = Bounds.of(given(10, 80, List.of(true, false), atOnce(20)));

        assertEquals(6.0092, bounds.source(), CLOSE);
        assertEquals(29.2341, bounds.total(), CLOSE);
        assertEquals(1081.6617, bounds.direct(), CLOSE);
    }

    @Test
    void congestedCaches() {
        var bounds = Bounds.of(given(40, 20, empty(2), atOnce(20)));

        assertEquals(38.6308, bounds.total(), CLOSE);
        assertEquals(270.4154, bounds.cdn(), CLOSE);
    }

    @Test
    void anUplinkIsLost() {
        var given = given(40, 80, empty(2), atOnce(20));

        var bounds = Bounds.of(given).losing(80 * MEGABIT, 15, given);

        assertEquals(30.0519, bounds.dead(), CLOSE);
        assertEquals(30.0519, bounds.seconds(), CLOSE);
    }

    private static Bounds.Given given(double sourceUp, double cacheUp, List<Boolean> preloaded, List<Double> arrivals) {
        return new Bounds.Given(
                64 << 20,
                LinkModel.efficiencyOf(9_000),
                sourceUp * MEGABIT,
                preloaded.stream()
                        .map(filled -> new Bounds.Cache(cacheUp * MEGABIT, filled))
                        .toList(),
                10 * MEGABIT,
                40 * MEGABIT,
                arrivals);
    }

    private static List<Boolean> empty(int caches) {
        return Collections.nCopies(caches, false);
    }

    private static List<Double> atOnce(int clients) {
        return Collections.nCopies(clients, 0.0);
    }
}
