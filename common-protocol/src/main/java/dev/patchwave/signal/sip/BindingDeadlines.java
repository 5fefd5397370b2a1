package dev.patchwave.signal.sip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** When which binding is to be looked at again: not before it was meant to end when it was put here. Not for several threads. */
final class BindingDeadlines {
    private final NavigableMap<Instant, List<Binding>> byTime = new TreeMap<>();

    void watch(Binding binding) {
        byTime.computeIfAbsent(binding.expires(), instant -> new ArrayList<>(1)).add(binding);
    }

    /** Takes out everything whose time has come. */
    List<Binding> due(Instant now) {
        var due = new ArrayList<Binding>();
        while (!byTime.isEmpty() && !byTime.firstKey().isAfter(now)) {
            due.addAll(byTime.pollFirstEntry().getValue());
        }
        return due;
    }

    Optional<Instant> next() {
        return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.firstKey());
    }
}
