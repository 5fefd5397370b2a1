package dev.patchwave.client.app;

import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseConflict;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Obtains the manifest of an ordered release: from disk when an earlier run stored it, else from its URI, else from the source;
 * verifies it and makes room for the release.
 *
 * <p>Never waits on the caller's thread: disk and signatures are the executor's.
 */
final class ManifestFetch {
    private final ReleaseStore store;
    private final ManifestVerifier verifier;
    private final HttpFetcher fetcher;
    private final Optional<URI> source;
    private final Executor executor;

    /** @param source base of the source's data plane, asked when the cache does not answer */
    ManifestFetch(
            ReleaseStore store,
            ManifestVerifier verifier,
            HttpFetcher fetcher,
            Optional<URI> source,
            Executor executor) {
        this.store = store;
        this.verifier = verifier;
        this.fetcher = fetcher;
        this.source = source;
        this.executor = executor;
    }

    /** One of the three manifest events; never exceptionally. */
    CompletableFuture<UpgradeEvent> obtain(ReleaseId release, URI manifest) {
        var held = store.find(release);
        if (held.isPresent()) {
            long sequence = held.get().manifest().sequence();
            return CompletableFuture.completedFuture(new UpgradeEvent.ManifestTrusted(release, sequence));
        }
        return fetcher.get(manifest, ManifestCodec.MAX_ENVELOPE_BYTES)
                .thenCompose(reply -> isAnswer(reply) || source.isEmpty() ? done(reply) : fromSource(release))
                .thenApplyAsync(reply -> judge(release, reply), executor)
                .exceptionally(full -> new UpgradeEvent.ManifestUnreachable(release, "our disk has too much to do"));
    }

    private CompletableFuture<HttpReply> fromSource(ReleaseId release) {
        return fetcher.get(
                source.get().resolve("/v1/releases/" + release + "/manifest"), ManifestCodec.MAX_ENVELOPE_BYTES);
    }

    private static boolean isAnswer(HttpReply reply) {
        return reply instanceof HttpReply.Answered answered && answered.isSuccess();
    }

    private static CompletableFuture<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private UpgradeEvent judge(ReleaseId release, HttpReply reply) {
        return switch (reply) {
            case HttpReply.Failed(var reason) -> new UpgradeEvent.ManifestUnreachable(release, reason);
            case HttpReply.Answered answered
            when !answered.isSuccess() ->
                new UpgradeEvent.ManifestUnreachable(release, "answered " + answered.status());
            case HttpReply.Answered answered -> keep(release, answered.body());
        };
    }

    private UpgradeEvent keep(ReleaseId release, byte[] envelope) {
        try {
            SignedManifest signed = verifier.verify(envelope);
            var manifest = signed.manifest();
            if (!manifest.release().equals(release)) {
                return new UpgradeEvent.ManifestRefused(release, "the manifest is of " + manifest.release());
            }
            store.create(signed);
            return new UpgradeEvent.ManifestTrusted(release, manifest.sequence());
        } catch (TrustProblem | ReleaseConflict e) {
            return new UpgradeEvent.ManifestRefused(release, e.getMessage());
        } catch (IOException e) { // Also a full or read-only disk: tried again, since room comes and goes.
            return new UpgradeEvent.ManifestUnreachable(release, "our disk: " + e.getMessage());
        }
    }
}
