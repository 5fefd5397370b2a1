package dev.patchwave.cache.app;

import dev.patchwave.trust.follow.ExpiryWatch;
import dev.patchwave.trust.follow.FollowedRepository;
import dev.patchwave.trust.tuf.client.Mirror;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the copy of the repository fresh that this cache serves on, also while nothing is ordered: else its clients would find an expired
 * timestamp. Warns of what expires, and of a source that cannot be followed. Any thread; closed before what it follows.
 */
final class RepositoryMirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryMirror.class);
    private static final Duration REFRESHED_EVERY = Duration.ofMinutes(10);
    private static final Duration TRIED_AGAIN_AFTER = Duration.ofSeconds(15);

    private final Optional<FollowedRepository> followed;
    private final Clock clock;
    private final ExpiryWatch watch = new ExpiryWatch();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("repository-mirror").unstarted(task));

    /** @param followed empty does nothing ever */
    RepositoryMirror(Optional<FollowedRepository> followed, Clock clock) {
        this.followed = followed;
        this.clock = clock;
    }

    /** Begins, with the first look at once. */
    void start(Mirror source) {
        followed.ifPresent(repository -> again(repository, source, Duration.ZERO));
    }

    /** When what is believed expires, by role. */
    SortedMap<String, Instant> expiries() {
        return followed.map(FollowedRepository::expiries).orElseGet(Collections::emptySortedMap);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void again(FollowedRepository repository, Mirror source, Duration after) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(() -> look(repository, source), after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(FollowedRepository repository, Mirror source) {
        var unused = repository.refresh(source).handle((problem, fault) -> {
            Optional<String> trouble = fault == null ? problem : Optional.of(String.valueOf(fault.getMessage()));
            trouble.ifPresent(why -> LOG.atWarn()
                    .addKeyValue("reason", why)
                    .log("the repository cannot be followed, clients get what was"));
            watch.look(repository.expiries(), clock.instant());
            again(repository, source, trouble.isPresent() ? TRIED_AGAIN_AFTER : REFRESHED_EVERY);
            return null;
        });
    }
}
