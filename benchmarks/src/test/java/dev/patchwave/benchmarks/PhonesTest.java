package dev.patchwave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PhonesTest {
    @Test
    void everyClientIsEitherMortalOrNot() {
        var all = Phones.of(1_000);
        var both = new ArrayList<>(all.percent(20).lines());
        both.addAll(all.allBut(20).lines());

        assertEquals(200, all.percent(20).count());
        assertEquals(Set.copyOf(all.lines()), new TreeSet<>(both));
        assertEquals(1_000, both.size());
    }

    @Test
    void theMortalAreSpreadEvenly() {
        var all = Phones.of(1_000);
        var five = new TreeSet<>(all.lines().subList(500, 505));
        five.retainAll(all.percent(20).lines());

        assertEquals(1, five.size());
        assertEquals(0, all.percent(0).count());
    }
}
