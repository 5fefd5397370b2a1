package dev.patchwave.simulator.scenario;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** Many times in seconds, without a box for each. */
final class Times extends AbstractList<Double> implements RandomAccess {
    private final double[] seconds;

    Times(double[] seconds) {
        this.seconds = seconds;
    }

    /** All of them, rising. */
    static Times merged(List<Times> parts) {
        double[] all = parts.stream()
                .flatMapToDouble(part -> Arrays.stream(part.seconds))
                .toArray();
        Arrays.parallelSort(all);
        return new Times(all);
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
