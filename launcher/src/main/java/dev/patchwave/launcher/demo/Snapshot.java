package dev.patchwave.launcher.demo;

import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What every process of the demo said of itself at one moment.
 *
 * @param programs by the name in the {@link Cast}; one that did not answer is absent
 */
record Snapshot(Duration elapsed, String release, Map<String, ProgramStatus> programs) {
    Optional<ProgramStatus> program(String name) {
        return Optional.ofNullable(programs.get(name));
    }

    /** How much {@code name} has of the demo's release; empty when it has not begun. */
    Optional<ReleaseStatus> release(String name) {
        return program(name)
                .flatMap(status -> status.releases().stream()
                        .filter(held -> held.release().equals(release))
                        .findFirst());
    }

    int owned(String name) {
        return release(name).map(ReleaseStatus::ownedSegments).orElse(0);
    }

    int segments(String name) {
        return release(name).map(ReleaseStatus::segments).orElse(0);
    }

    /** Between 0 and 1. */
    double share(String name) {
        return segments(name) == 0 ? 0 : (double) owned(name) / segments(name);
    }

    long bytesFrom(String name, String kind) {
        return release(name).map(held -> held.ownedBytesFrom(kind)).orElse(0L);
    }

    boolean installed(String name) {
        return release(name).filter(held -> held.state().equals("installed")).isPresent();
    }
}
