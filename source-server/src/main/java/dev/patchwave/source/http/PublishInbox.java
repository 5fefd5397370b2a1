package dev.patchwave.source.http;

import dev.patchwave.http.PushInbox;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseConflict;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreFull;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.ReleaseSequence;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what publishers PUT: a manifest that is trusted, and whose sequence is above all others of its product, then its segments. A
 * release is published once the last segment is on disk. Any thread.
 */
public final class PublishInbox implements PushInbox {
    private static final Logger LOG = LoggerFactory.getLogger(PublishInbox.class);

    /** Knows what a release's manifest must be like; may read the disk. */
    @FunctionalInterface
    public interface JudgeOf {
        /** Its judge. @throws TrustProblem when nobody vouches for such a release */
        ManifestJudge of(ReleaseId release) throws TrustProblem;
    }

    private final ReleaseStore releases;
    private final JudgeOf judges;
    private final BiConsumer<ReleaseId, Integer> owned;
    private final Consumer<SegmentStore> published;

    /**
     * @param owned told of each segment that came
     * @param published told of each release that is complete, on the thread of its last segment's sender, who is answered after it
     */
    public PublishInbox(
            ReleaseStore releases,
            JudgeOf judges,
            BiConsumer<ReleaseId, Integer> owned,
            Consumer<SegmentStore> published) {
        this.releases = releases;
        this.judges = judges;
        this.owned = owned;
        this.published = published;
    }

    @Override
    public HolderKind sender() {
        return HolderKind.SOURCE; // Nobody stands above the source; a publisher is where its bytes come from.
    }

    @Override
    public synchronized ManifestDecision manifest(ReleaseId path, byte[] envelope) throws IOException {
        try {
            SignedManifest signed = judges.of(path).verify(envelope);
            if (!signed.manifest().release().equals(path)) {
                return new ManifestDecision.Refused(
                        422, "the manifest is of " + signed.manifest().release() + ", not of " + path);
            }
            var present =
                    releases.releases().stream().map(SegmentStore::manifest).toList();
            if (!ReleaseSequence.admits(signed.manifest(), present)) {
                return new ManifestDecision.AlreadyKnown();
            }
            releases.create(signed);
            LOG.atInfo()
                    .addKeyValue("release", path)
                    .addKeyValue("bytes", signed.manifest().lengthBytes())
                    .log("release announced by its publisher");
            return new ManifestDecision.Accepted();
        } catch (TrustProblem problem) {
            LOG.atWarn()
                    .addKeyValue("release", path)
                    .addKeyValue("reason", problem.getMessage())
                    .log("manifest refused");
            return new ManifestDecision.Refused(status(problem), problem.getMessage());
        } catch (ReleaseConflict conflict) {
            return new ManifestDecision.Refused(409, conflict.getMessage());
        } catch (StoreFull full) {
            return new ManifestDecision.Refused(507, full.getMessage());
        }
    }

    @Override
    public void stored(ReleaseId release, int segment, Optional<HolderId> from) {
        owned.accept(release, segment);
        releases.find(release).filter(held -> held.owned().isFull()).ifPresent(held -> {
            LOG.atInfo().addKeyValue("release", release).log("release published");
            published.accept(held);
        });
    }

    private static int status(TrustProblem problem) {
        return switch (problem.reason()) {
            case MALFORMED -> 422;
            case TOO_LARGE -> 413;
            case UNKNOWN_KEY, BAD_SIGNATURE, NOT_VOUCHED -> 403;
            case NOT_NEWER, NOT_FOR_US -> 409;
        };
    }
}
