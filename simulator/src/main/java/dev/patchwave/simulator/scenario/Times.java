package dev.patchwave.simulator.scenario;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Many times, rising, without a box for each. */
final class Times extends AbstractList<Double> implements RandomAccess {
    private final double[] seconds;

    Times(double[] seconds) {
        this.seconds = seconds;
    }

    @Override
    public Double get(int index) {
        return seconds[index];
    }

    @Override
    public int size() {
        return seconds.length;
    }
}
