package dev.patchwave.client.app;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.ResumeAsk;
import dev.patchwave.swarm.ResumeCodec;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.transfer.DownloadListener;
import dev.patchwave.transfer.Member;
import dev.patchwave.transfer.MemberDownload;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This client in the swarm of one release: a {@link MemberDownload} with what a client adds to it, namely the resume call, the
 * holders it banned, and the proof that nothing verified is fetched again. Any thread.
 */
final class Swarming implements DownloadListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Swarming.class);
    private static final int MAX_BANS_REMEMBERED = 100;

    /** What the rest of the client wants to know; called on the download's and the fetcher's threads, so it must return soon. */
    interface Watcher {
        void segmentStored(ReleaseId release);

        void finished(ReleaseId release);

        /** Our own disk refused; {@code passing}: it is full or read-only. */
        void failed(ReleaseId release, String reason, boolean passing);

        /** Orders to stop came with the origin's answer, not verified; may be none. */
        void stops(List<String> orders);

        /** A peer was named to us. */
        void met(Holder peer);

        /** It sent us a wrong segment. */
        void banned(HolderId holder);

        /** Our own fault; the program must stop. */
        void crashed(Throwable fault);
    }

    private final InstanceId instance;
    private final SegmentStore store;
    private final HttpFetcher fetcher;
    private final Watcher watcher;
    private final MemberDownload download;
    private final Supplier<Swarming> again;
    private final Set<HolderId> bans = new LinkedHashSet<>(); // Guarded by itself.
    private final URI origin;
    private final Optional<URI> source;
    private final AtomicBoolean doubted = new AtomicBoolean();
    private final AtomicInteger fetchedAgain = new AtomicInteger();
    private volatile List<URI> otherCaches = List.of();

    /**
     * Joins nothing before {@link #start}.
     *
     * @param origin any URI at the swarm's origin, i.e. at the domain's cache
     * @param source base of the source's data plane, asked for other holders
     */
    Swarming(
            Member member,
            InstanceId instance,
            SegmentStore store,
            URI origin,
            Optional<URI> source,
            HttpFetcher fetcher,
            DownloadLimits limits,
            Watcher watcher,
            Clock clock,
            RandomGenerator random) {
        this.instance = instance;
        this.store = store;
        this.origin = origin;
        this.source = source;
        this.fetcher = fetcher;
        this.watcher = watcher;
        this.again =
                () -> new Swarming(member, instance, store, origin, source, fetcher, limits, watcher, clock, random);
        this.download =
                new MemberDownload(member, store, origin, fetcher, limits, true, this, clock, random, watcher::crashed);
    }

    void start() {
        download.start();
    }

    /** The same membership, not begun yet, with what the store owns now. */
    Swarming again() {
        return again.get();
    }

    /** Asks the source what is missing and who has it, by what it remembers of us; a silent source changes nothing. */
    void resumeBy(URI source) {
        var ask = new ResumeAsk(instance, store.owned());
        var to = source.resolve("/v1/releases/" + store.release() + "/resume");
        var unused = fetcher.post(to, ResumeCodec.write(ask), SwarmCodec.MAX_PLAN_BYTES)
                .thenAccept(this::resumed);
    }

    /** Goes on without the origin, by whom the source knows; nothing happens without a source. */
    void doubtOrigin() {
        if (source.isPresent() && doubted.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("release", store.release())
                    .addKeyValue("holder", origin.getRawAuthority())
                    .log("the origin of the swarm is left alone, the source is asked for holders");
            download.doubtOrigin();
            resumeBy(source.get());
        }
    }

    ReleaseId release() {
        return store.release();
    }

    SegmentStore store() {
        return store;
    }

    /** Who sent us a wrong segment. */
    List<HolderId> bans() {
        synchronized (bans) {
            return List.copyOf(bans);
        }
    }

    /** How many segments were fetched whole although they were owned: zero, or something is wrong. */
    int fetchedAgain() {
        return fetchedAgain.get();
    }

    @Override
    public void owned(int segment) {
        watcher.segmentStored(store.release());
    }

    @Override
    public void fetchedAgain(int segment) {
        fetchedAgain.incrementAndGet();
    }

    /** Caches of other domains, as the origin or the source named them last. */
    List<URI> otherCaches() {
        return otherCaches;
    }

    @Override
    public void planned(SwarmPlan plan) {
        named(plan.fallbacks());
        plan.assignments().forEach(assignment -> met(assignment.holders()));
        watcher.stops(plan.stops());
    }

    private void met(List<Holder> holders) {
        holders.stream()
                .filter(holder -> holder.kind() == HolderKind.PEER)
                .filter(peer -> !bans().contains(peer.id()))
                .forEach(watcher::met);
    }

    private void named(List<Holder> holders) {
        met(holders);
        var caches = holders.stream()
                .filter(holder -> holder.kind() == HolderKind.OTHER_CACHE)
                .map(Holder::uri)
                .toList();
        if (!caches.isEmpty()) {
            otherCaches = caches;
        }
    }

    @Override
    public void finished() {
        watcher.finished(store.release());
    }

    /** An origin that sends wrong segments plans as wrongly: it is left alone, and the source is asked who else has the release. */
    @Override
    public void banned(Holder holder) {
        synchronized (bans) {
            if (bans.size() < MAX_BANS_REMEMBERED) {
                bans.add(holder.id());
            }
        }
        watcher.banned(holder.id());
        if (origin.getRawAuthority().equals(holder.uri().getRawAuthority())) {
            doubtOrigin();
        }
    }

    @Override
    public void diskFailed(String reason, boolean passing) {
        watcher.failed(store.release(), reason, passing);
    }

    /** Takes leave of the swarm as far as the origin answers soon, and ends every fetch. */
    @Override
    public void close() {
        download.close();
    }

    private void resumed(HttpReply reply) {
        if (!(reply instanceof HttpReply.Answered answer) || !answer.isSuccess()) {
            LOG.atInfo().addKeyValue("release", store.release()).log("the source did not answer the resume call");
            return;
        }
        try {
            var resume = ResumeCodec.readAnswer(answer.body(), store.manifest().segmentCount());
            LOG.atInfo()
                    .addKeyValue("release", store.release())
                    .addKeyValue("missing", resume.missing().count())
                    .addKeyValue("holders", resume.holders().size())
                    .log("resumed by the source");
            named(resume.holders());
            if (!resume.holders().isEmpty()) {
                download.fallbacks(resume.holders());
            }
        } catch (IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the source sent no resume answer");
        }
    }
}
