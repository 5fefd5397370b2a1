package dev.patchwave.source.app;

import dev.patchwave.http.Router;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.StopTrust;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.follow.ShippedRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Whom the source believes: the publishers that are listed, or its own repository. Any thread.
 *
 * @param publishers empty when there is a repository
 */
record Belief(Optional<ManifestVerifier> publishers, Optional<OwnRepository> repository) implements AutoCloseable {
    /** Opens what the configuration says, whose files were read before. */
    @FunctionalInterface
    interface Opening {
        Belief open(Path dataDirectory, Clock clock) throws IOException;
    }

    /** @throws dev.patchwave.config.ConfigProblem when a key or the shipped root cannot be read */
    static Opening of(SourceConfig config) {
        if (config.trust() == null) {
            var listed = new ManifestVerifier(config.publisherKeys().stream()
                    .map(file -> PublisherKey.readPublic(Path.of(file)))
                    .toList());
            return (directory, clock) -> new Belief(Optional.of(listed), Optional.empty());
        }
        var shipped = ShippedRoot.read(Path.of(config.trust().root()));
        return (directory, clock) -> new Belief(
                Optional.empty(), Optional.of(OwnRepository.open(config.trust(), shipped, directory, clock)));
    }

    /** Who may stop releases. */
    StopTrust stops() {
        return publishers
                .<StopTrust>map(all -> all)
                .orElseGet(() -> repository.orElseThrow().trust());
    }

    /** What a manifest must be like; may read the disk. */
    ManifestJudge judgeOf(ReleaseId release) throws TrustProblem {
        return publishers.isPresent()
                ? publishers.get()
                : repository.orElseThrow().judgeOf(release);
    }

    /** When roles of the repository expire; none where there is none. */
    SortedMap<String, Instant> expiries() {
        return repository.map(OwnRepository::expiries).orElseGet(Collections::emptySortedMap);
    }

    void addTo(Router router) {
        repository.ifPresent(own -> own.addTo(router));
    }

    /** From here on the repository is looked after. */
    void start() {
        repository.ifPresent(OwnRepository::start);
    }

    @Override
    public void close() throws IOException {
        if (repository.isPresent()) {
            repository.get().close();
        }
    }
}
