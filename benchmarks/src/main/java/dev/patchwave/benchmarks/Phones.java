package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** The clients of a storm, as SIPp reads them from a file: one a line, user and instance. */
record Phones(List<String> lines) {
    private static final long SEED = 22_906;

    /** As many clients as wanted, the same in each run. */
    static Phones of(int count) {
        var random = new Random(SEED);
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            lines.add("u" + i + ";" + new UUID(random.nextLong(), random.nextLong()) + ";");
        }
        return new Phones(lines);
    }

    int count() {
        return lines.size();
    }

    /** Every so many-th, so that they are spread over the whole; none for 0 percent. */
    Phones percent(int percent) {
        return new Phones(pick(percent, true));
    }

    /** Those that {@link #percent} leaves. */
    Phones allBut(int percent) {
        return new Phones(pick(percent, false));
    }

    private List<String> pick(int percent, boolean wanted) {
        var picked = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            boolean inside = (i + 1) * percent / 100 > i * percent / 100;
            if (inside == wanted) {
                picked.add(lines.get(i));
            }
        }
        return picked;
    }

    Path writeTo(Path file) throws IOException {
        return Files.writeString(file, "SEQUENTIAL\n" + String.join("\n", lines) + "\n");
    }
}
