package dev.patchwave.source.app;

import dev.patchwave.config.StoreConfig;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.status.DiskStatus;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.Scrubber;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreLimits;
import dev.patchwave.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source's releases on disk: within their limits, read again in the background, told of in the status. Opened by one thread. */
final class SourceDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceDisk.class);

    private final ReleaseStore releases;
    private final StoreConfig config;
    private volatile Optional<Scrubber> scrubber = Optional.empty();

    private SourceDisk(ReleaseStore releases, StoreConfig config) {
        this.releases = releases;
        this.config = config;
    }

    static SourceDisk open(Path directory, StoreConfig config) throws IOException {
        var disk = new SourceDisk(ReleaseStore.open(directory, StoreLimits.of(config)), config);
        disk.incomplete()
                .forEach(held -> LOG.atWarn()
                        .addKeyValue("release", held.release())
                        .addKeyValue(
                                "missing", held.owned().size() - held.owned().count())
                        .addKeyValue("directory", held.directory())
                        .log("a release is not whole: publish it again"));
        return disk;
    }

    /** By their journals, whoever died before it could say so: segments were lost to rot, or a publisher broke off. */
    List<SegmentStore> incomplete() {
        return releases.releases().stream()
                .filter(held -> !held.owned().isFull())
                .toList();
    }

    ReleaseStore releases() {
        return releases;
    }

    /**
     * Begins to look for rot.
     *
     * @param lost told of a release that has a segment less now
     */
    void scrub(Consumer<ReleaseId> lost, Clock clock) throws IOException {
        scrubber = Scrubber.start(
                releases,
                config.scrub(),
                (held, segment) -> rotten(held, segment, lost),
                clock,
                new SplittableRandom());
    }

    Optional<DiskStatus> status() {
        return StoreStatus.of(releases, 0, scrubber);
    }

    @Override
    public void close() throws IOException {
        scrubber.ifPresent(Scrubber::close);
        releases.close();
    }

    /** Nobody stands above the source, so nobody can be asked for it. */
    private static void rotten(SegmentStore held, int segment, Consumer<ReleaseId> lost) {
        LOG.atError()
                .addKeyValue("release", held.release())
                .addKeyValue("segment", segment)
                .addKeyValue("directory", held.directory())
                .log("a segment on disk is not right any more and is not served: publish the release again");
        lost.accept(held.release());
    }
}
