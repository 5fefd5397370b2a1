package dev.patchwave.source.app;

import dev.patchwave.http.Router;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.follow.ExpiryWatch;
import dev.patchwave.trust.follow.FollowedRepository;
import dev.patchwave.trust.follow.MetadataDesk;
import dev.patchwave.trust.follow.MetadataFiles;
import dev.patchwave.trust.follow.NotVouched;
import dev.patchwave.trust.follow.ShippedRoot;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.disk.KeyDirectory;
import dev.patchwave.trust.tuf.repository.disk.Passphrases;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repository that lies beside the source: served as it is, and followed like by everybody else, so that the source publishes nothing that
 * clients would refuse. Where the source has the online keys it renews the timestamp; it warns of what expires. Any thread.
 */
final class OwnRepository implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnRepository.class);
    private static final Duration LOOKED_AT_EVERY = Duration.ofMinutes(1);
    /** Half of the standard life of a timestamp: two renewals may fail, and people have the night to find out why. */
    private static final Duration RENEWED_BEFORE = Duration.ofHours(12);

    private final TrustRepository config;
    private final FollowedRepository followed;
    private final MetadataFiles files;
    private final Clock clock;
    private final ExpiryWatch watch = new ExpiryWatch();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("own-repository").unstarted(task));
    private String trouble = ""; // Of the timer's thread.

    private OwnRepository(TrustRepository config, FollowedRepository followed, Clock clock) {
        this.config = config;
        this.followed = followed;
        this.files = MetadataFiles.ofRepository(publicFiles(config));
        this.clock = clock;
    }

    /** Begins to follow; looks at nothing by itself before {@link #start}. */
    static OwnRepository open(TrustRepository config, ShippedRoot shipped, Path directory, Clock clock)
            throws IOException {
        return new OwnRepository(config, FollowedRepository.open(directory.resolve("tuf"), shipped, clock), clock);
    }

    FollowedRepository trust() {
        return followed;
    }

    SortedMap<String, Instant> expiries() {
        return followed.expiries();
    }

    void addTo(Router router) {
        MetadataDesk.ofRepository(publicFiles(config)).addTo(router);
    }

    /** Looks every minute, beginning now. */
    void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, 0, LOOKED_AT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What a manifest must be like, after another look at the repository: the release may have come just now. Waits for the disk. */
    ManifestJudge judgeOf(ReleaseId release) throws TrustProblem {
        try {
            return followed.about(release, List.of(files)).join();
        } catch (CompletionException e) {
            String why = e.getCause() instanceof NotVouched not ? not.getMessage() : String.valueOf(e.getCause());
            throw new TrustProblem(TrustProblem.Reason.NOT_VOUCHED, release + ": " + why, e);
        }
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        followed.close();
    }

    private void look() {
        try {
            Optional<String> problem = refresh();
            if (config.onlineKeys() != null && isTimestampOld()) {
                problem = renew().or(this::refresh);
            }
            tell(problem.orElse(""));
            watch.look(followed.expiries(), clock.instant());
        } catch (RuntimeException fault) { // A timer that throws would never run again.
            LOG.atError().setCause(fault).log("the repository cannot be looked at");
        }
    }

    private Optional<String> refresh() {
        CompletableFuture<Optional<String>> outcome = followed.refresh(files);
        try {
            return outcome.join();
        } catch (CompletionException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        }
    }

    private boolean isTimestampOld() {
        Instant expires = followed.expiries().getOrDefault("timestamp", Instant.MIN);
        return expires.isBefore(clock.instant().plus(RENEWED_BEFORE));
    }

    private Optional<String> renew() {
        try (var repository = RepositoryDirectory.open(Path.of(config.repository()))) {
            var keys = new KeyDirectory(Path.of(config.onlineKeys()));
            var workshop = new Workshop(repository, keys, Passphrases.none(), Lifetimes.standard(), clock.instant());
            workshop.publish(workshop.edition().wake());
            LOG.atInfo().addKeyValue("directory", repository).log("timestamp renewed");
            return Optional.empty();
        } catch (IOException | RepositoryProblem e) {
            return Optional.of("the timestamp cannot be renewed: " + e.getMessage());
        }
    }

    /** Once for each trouble, and not every minute. */
    private void tell(String now) {
        if (!now.equals(trouble) && !now.isEmpty()) {
            LOG.atWarn().addKeyValue("reason", now).log("the repository that is served cannot be followed");
        }
        trouble = now;
    }

    private static Path publicFiles(TrustRepository config) {
        return RepositoryDirectory.publicFiles(Path.of(config.repository()));
    }
}
