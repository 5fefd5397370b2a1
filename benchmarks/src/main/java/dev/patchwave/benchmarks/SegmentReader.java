package dev.patchwave.benchmarks;

import dev.patchwave.http.Fetch;
import dev.patchwave.http.FetchListener;
import dev.patchwave.http.FetchOutcome;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Fetches whole releases of one holder by the production fetcher, several segments at once; keeps none. */
public final class SegmentReader implements AutoCloseable {
    private static final int WORKERS = 4;
    /** As a download fetches of one holder. */
    public static final int USUAL_AT_ONCE = DownloadLimits.defaults().fetchesPerHolder();

    private final HttpThreads threads;
    private final HttpFetcher fetcher;
    private final ReleaseStore store;
    private final int atOnce;

    /**
     * In a directory of its own.
     *
     * @param atOnce segments that are fetched at a time, over as many connections as a program has to one holder
     */
    public SegmentReader(Path directory, String name, int atOnce) throws IOException {
        this.atOnce = atOnce;
        threads = HttpThreads.start(name, 1, WORKERS);
        fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(new HolderId(name)));
        store = ReleaseStore.open(directory.resolve(name));
    }

    /**
     * Blocks until all of it was there, verified and on disk.
     *
     * @return bytes of payload
     * @throws IOException when a segment does not come at the first attempt
     */
    public long read(URI base, ReleaseId release) throws IOException {
        var held = store.create(manifest(base, release));
        var holder = new Holder(new HolderId("holder"), HolderKind.OWN_CACHE, base);
        var room = new Semaphore(atOnce);
        var all = new ArrayList<Fetch>();
        for (int segment = 0; segment < held.manifest().segmentCount(); segment++) {
            room.acquireUninterruptibly();
            var fetch = fetcher.fetchSegment(holder, held, segment, FetchListener.NONE);
            var unused = fetch.outcome().thenRun(room::release);
            all.add(fetch);
        }
        for (var fetch : all) {
            await(fetch);
        }
        return forget(held);
    }

    private SignedManifest manifest(URI base, ReleaseId release) throws IOException {
        var reply = fetcher.get(HttpFetcher.manifestUri(base, release), ManifestCodec.MAX_ENVELOPE_BYTES)
                .join();
        if (!(reply instanceof HttpReply.Answered answered && answered.isSuccess())) {
            throw new IOException("the manifest of " + release + ": " + reply);
        }
        try {
            return SignedManifest.readBack(answered.body());
        } catch (TrustProblem e) {
            throw new IOException(e);
        }
    }

    private static void await(Fetch fetch) throws IOException {
        var outcome = fetch.outcome().join();
        if (!(outcome instanceof FetchOutcome.Stored)) {
            throw new IOException("a segment: " + outcome);
        }
    }

    private long forget(SegmentStore held) throws IOException {
        long bytes = held.manifest().lengthBytes();
        store.remove(held.release());
        return bytes;
    }

    @Override
    public void close() throws IOException {
        fetcher.close();
        threads.close();
        store.close();
    }
}
