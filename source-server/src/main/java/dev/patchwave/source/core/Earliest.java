package dev.patchwave.source.core;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The first of several moments that may or may not be set. */
final class Earliest {
    private Earliest() {}

    static Optional<Instant> of(Stream<Optional<Instant>> moments) {
        return moments.flatMap(Optional::stream).min(Instant::compareTo);
    }
}
