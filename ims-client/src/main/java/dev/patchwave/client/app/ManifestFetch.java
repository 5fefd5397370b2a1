package dev.patchwave.client.app;

import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.store.ReleaseConflict;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.follow.NotVouched;
import dev.patchwave.trust.follow.Trust;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obtains the manifest of an ordered release: from disk when an earlier run stored it, else from its URI, else from the source; holds it
 * against what is trusted, and makes room for the release. Where a repository is followed its metadata come first, by a {@link MetadataLadder}.
 *
 * <p>A rung that is wrong is left for the next one, as one that is silent: none is trusted. Never waits on the caller's thread: disk and
 * signatures are the executor's.
 */
final class ManifestFetch {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestFetch.class);

    private final ReleaseStore store;
    private final Trust trust;
    private final MetadataLadder metadata;
    private final HttpFetcher fetcher;
    private final Optional<URI> source;
    private final Supplier<String> installedVersion;
    private final Executor executor;

    /**
     * Obtains nothing yet.
     *
     * @param metadata where those of a repository are asked for
     * @param source base of the source's data plane, asked when the cache does not answer, or wrongly
     * @param installedVersion what the device runs, which the release must be installable over
     */
    ManifestFetch(
            ReleaseStore store,
            Trust trust,
            MetadataLadder metadata,
            HttpFetcher fetcher,
            Optional<URI> source,
            Supplier<String> installedVersion,
            Executor executor) {
        this.store = store;
        this.trust = trust;
        this.metadata = metadata;
        this.fetcher = fetcher;
        this.source = source;
        this.installedVersion = installedVersion;
        this.executor = executor;
    }

    /** One of the three manifest events; never exceptionally. */
    CompletableFuture<UpgradeEvent> obtain(ReleaseId release, URI manifest) {
        List<URI> ladder = ladder(release, manifest);
        var held = store.find(release);
        var judged = trust.about(release, metadata.from(manifest));
        return (held.isPresent()
                        ? judged.handleAsync((judge, failure) -> judgeAgain(held.get(), judge, failure), executor)
                        : judged.thenCompose(judge -> climb(release, ladder, judge)))
                .exceptionally(failure -> away(release, failure));
    }

    private static UpgradeEvent away(ReleaseId release, Throwable failure) {
        return notVouched(failure).filter(NotVouched::isForWantOfRoom).isPresent()
                ? new UpgradeEvent.NoRoom(release, reason(failure))
                : new UpgradeEvent.ManifestUnreachable(release, reason(failure));
    }

    private List<URI> ladder(ReleaseId release, URI manifest) {
        var ladder = new ArrayList<>(List.of(manifest));
        source.map(base -> HttpFetcher.manifestUri(base, release))
                .filter(last -> !last.equals(manifest))
                .ifPresent(ladder::add);
        return ladder;
    }

    private CompletableFuture<UpgradeEvent> climb(ReleaseId release, List<URI> ladder, ManifestJudge judge) {
        List<URI> higher = ladder.subList(1, ladder.size());
        return fetcher.get(ladder.getFirst(), ManifestCodec.MAX_ENVELOPE_BYTES)
                .thenApplyAsync(reply -> judge(release, reply, judge), executor)
                .thenCompose(event -> {
                    boolean told =
                            event instanceof UpgradeEvent.ManifestTrusted || event instanceof UpgradeEvent.NoRoom;
                    if (told || higher.isEmpty()) {
                        return CompletableFuture.completedFuture(event);
                    }
                    LOG.atWarn()
                            .addKeyValue("release", release)
                            .addKeyValue("holder", ladder.getFirst().getRawAuthority())
                            .addKeyValue("event", event)
                            .log("no manifest there, the next rung is asked");
                    return climb(release, higher, judge);
                });
    }

    private UpgradeEvent judge(ReleaseId release, HttpReply reply, ManifestJudge judge) {
        return switch (reply) {
            case HttpReply.Failed(var reason) -> new UpgradeEvent.ManifestUnreachable(release, reason);
            case HttpReply.Answered answered
            when !answered.isSuccess() ->
                new UpgradeEvent.ManifestUnreachable(release, "answered " + answered.status());
            case HttpReply.Answered answered -> keep(release, answered.body(), judge);
        };
    }

    private UpgradeEvent keep(ReleaseId release, byte[] envelope, ManifestJudge judge) {
        try {
            SignedManifest signed = judge.verify(envelope);
            var manifest = signed.manifest();
            if (!manifest.release().equals(release)) {
                return new UpgradeEvent.ManifestRefused(release, "the manifest is of " + manifest.release());
            }
            judge.requireMayFollow(installedVersion.get());
            store.create(signed);
            return new UpgradeEvent.ManifestTrusted(release, manifest.sequence());
        } catch (TrustProblem e) {
            return refused(release, e);
        } catch (ReleaseConflict e) {
            return new UpgradeEvent.ManifestRefused(release, e.getMessage());
        } catch (IOException e) {
            String reason = "our disk: " + e.getMessage();
            return DurableFiles.isPassing(e)
                    ? new UpgradeEvent.NoRoom(release, reason)
                    : new UpgradeEvent.ManifestUnreachable(release, reason);
        }
    }

    /** The repository knows the right bytes, so that somebody may have them yet; without it whoever signed wrongly has said all. */
    private static UpgradeEvent refused(ReleaseId release, TrustProblem problem) {
        return problem.reason() == TrustProblem.Reason.NOT_VOUCHED
                ? new UpgradeEvent.ManifestUnreachable(release, problem.getMessage())
                : new UpgradeEvent.ManifestRefused(release, problem.getMessage());
    }

    /** What was believed once is given up only when somebody can say that it is no longer: nobody may end a download by silence. */
    private UpgradeEvent judgeAgain(SegmentStore held, ManifestJudge judge, Throwable failure) {
        try {
            if (judge != null) {
                judge.verify(held.signed().envelope());
            } else if (notVouched(failure).filter(NotVouched::isDenied).isPresent()) {
                return forget(held, reason(failure));
            }
            return new UpgradeEvent.ManifestTrusted(
                    held.release(), held.manifest().sequence());
        } catch (TrustProblem e) {
            return forget(held, e.getMessage());
        }
    }

    private UpgradeEvent forget(SegmentStore held, String reason) {
        try {
            store.remove(held.release());
        } catch (IOException e) {
            LOG.atError().addKeyValue("release", held.release()).setCause(e).log("what is not believed stays on disk");
        }
        return new UpgradeEvent.ManifestRefused(held.release(), reason);
    }

    private static String reason(Throwable failure) {
        return notVouched(failure).map(Throwable::getMessage).orElse("our disk has too much to do");
    }

    private static Optional<NotVouched> notVouched(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof NotVouched not ? Optional.of(not) : Optional.empty();
    }
}
