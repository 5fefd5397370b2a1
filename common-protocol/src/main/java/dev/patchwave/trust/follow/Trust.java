package dev.patchwave.trust.follow;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.StopTrust;
import dev.patchwave.trust.tuf.client.Mirror;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whom a program believes: the publishers that its configuration lists, or a repository that it follows. Any thread; closed by the program. */
public interface Trust extends StopTrust, AutoCloseable {
    /** Opens what a configuration says of trust, whose files were read before. */
    @FunctionalInterface
    interface Opening {
        /** Opens it. @throws IOException when the directory of what is believed cannot be used */
        Trust open() throws IOException;
    }

    /**
     * Finds out what a release's manifest must be like.
     *
     * @param mirrors where metadata is asked for, the preferred first; not trusted
     * @return completed exceptionally by {@link NotVouched} alone, when nobody would make it known
     */
    CompletableFuture<ManifestJudge> about(ReleaseId release, List<? extends Mirror> mirrors);

    @Override
    void close() throws IOException;
}
