package dev.patchwave.trust.follow;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedStop;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.tuf.client.Mirror;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The simple way: whatever a publisher signed whose key the configuration lists. */
public final class ListedPublishers implements Trust {
    private final ManifestVerifier verifier;

    private ListedPublishers(ManifestVerifier verifier) {
        this.verifier = verifier;
    }

    /** Reads public keys from PEM files. @throws dev.patchwave.config.ConfigProblem when one of them is none */
    public static ListedPublishers read(List<String> files) {
        return new ListedPublishers(new ManifestVerifier(
                files.stream().map(Path::of).map(PublisherKey::readPublic).toList()));
    }

    @Override
    public CompletableFuture<ManifestJudge> about(ReleaseId release, List<? extends Mirror> mirrors) {
        return CompletableFuture.completedFuture(verifier);
    }

    @Override
    public SignedStop verifyStop(byte[] envelope) throws TrustProblem {
        return verifier.verifyStop(envelope);
    }

    @Override
    public SignedStop recallStop(byte[] envelope) throws TrustProblem {
        return verifier.recallStop(envelope);
    }

    @Override
    public void close() {}
}
