package dev.patchwave.cache.app;

import dev.patchwave.http.Router;
import dev.patchwave.trust.follow.FollowedRepository;
import dev.patchwave.trust.follow.ListedPublishers;
import dev.patchwave.trust.follow.MetadataDesk;
import dev.patchwave.trust.follow.ShippedRoot;
import dev.patchwave.trust.follow.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Whom the cache believes. Any thread.
 *
 * @param mirrored the repository, where it follows one; the same as {@code trust}
 */
record CacheTrust(Trust trust, Optional<FollowedRepository> mirrored) implements AutoCloseable {
    /** Opens what the configuration says, whose files were read before. */
    @FunctionalInterface
    interface Opening {
        CacheTrust open(Clock clock) throws IOException;
    }

    /** @throws dev.patchwave.config.ConfigProblem when a key or the shipped root cannot be read */
    static Opening of(CacheConfig config) {
        if (config.trust() == null) {
            var listed = ListedPublishers.read(config.publisherKeys());
            return clock -> new CacheTrust(listed, Optional.empty());
        }
        var shipped = ShippedRoot.read(Path.of(config.trust().root()));
        return clock -> {
            var followed = FollowedRepository.openMirror(config.trustPath(), shipped, clock);
            return new CacheTrust(followed, Optional.of(followed));
        };
    }

    /** Adds the routes of what is mirrored, if anything is. */
    void addTo(Router router, Path directory) {
        if (mirrored.isPresent()) {
            MetadataDesk.ofMirror(directory).addTo(router);
        }
    }

    @Override
    public void close() throws IOException {
        trust.close();
    }
}
