package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every figure of a run: kept for the table, and written to a file at once, one JSON object a line. */
public final class Results {
    private record Key(String measure, String who) {}

    private final Path file;
    private final Map<Key, List<Double>> values = new LinkedHashMap<>();

    public Results(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
    }

    public void add(String measure, String who, double value) throws IOException {
        values.computeIfAbsent(new Key(measure, who), any -> new ArrayList<>()).add(value);
        String line =
                String.format(Locale.ROOT, "{\"measure\":\"%s\",\"who\":\"%s\",\"value\":%.6f}%n", measure, who, value);
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The middle one of the rounds; NaN when there is none. */
    public double median(String measure, String who) {
        List<Double> sorted = sorted(measure, who);
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The largest of the rounds; NaN when there is none. */
    public double worst(String measure, String who) {
        List<Double> sorted = sorted(measure, who);
        return sorted.isEmpty() ? Double.NaN : sorted.getLast();
    }

    private List<Double> sorted(String measure, String who) {
        return values.getOrDefault(new Key(measure, who), List.of()).stream()
                .sorted()
                .toList();
    }
}
