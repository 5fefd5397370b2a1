package dev.patchwave.client.app;

import dev.patchwave.http.Fetch;
import dev.patchwave.http.FetchOutcome;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ResumeAsk;
import dev.patchwave.swarm.ResumeCodec;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmCodec;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This client in the swarm of one release: carries out what {@link Download} decides, by HTTP, from joining until it leaves; as a
 * seeder once it owns everything.
 *
 * <p>A loop of its own; {@link #start}, {@link #close} and the counts from any thread. The {@link Watcher} is called on that loop.
 */
final class Swarming implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Swarming.class);
    private static final int MAILBOX_EVENTS = 1024;
    private static final int MAX_BANS_REMEMBERED = 100;
    private static final Duration LEAVE_PATIENCE = Duration.ofMillis(500);

    /** What others want to know of a download. */
    interface Watcher {
        void segmentStored(ReleaseId release);

        void finished(ReleaseId release);

        /** Our own disk refused; nothing is fetched any more. */
        void failed(ReleaseId release, String reason);

        /** Our own fault; the program must stop. */
        void crashed(Throwable fault);
    }

    /**
     * Who this client is in any swarm.
     *
     * @param serving where peers reach it, empty while it may not upload; asked at each report
     * @param uplinkBitsPerSecond empty when unlimited
     */
    record Member(
            HolderId id,
            InstanceId instance,
            Supplier<Optional<ServingAddress>> serving,
            OptionalLong uplinkBitsPerSecond,
            DownloadLimits limits) {}

    private final Member member;
    private final SegmentStore store;
    private final URI swarmUri;
    private final HttpFetcher fetcher;
    private final Watcher watcher;
    private final CoreLoop<Download.Event, Download.Effect> loop;
    private final Map<Integer, Fetch> fetches = new ConcurrentSkipListMap<>(); // By segment.
    private final Set<HolderId> bans = new LinkedHashSet<>(); // Guarded by itself.
    private final AtomicInteger fetchedAgain = new AtomicInteger();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    /** @param origin base of the data plane of the swarm's origin, i.e. of the domain's cache */
    Swarming(
            Member member,
            SegmentStore store,
            URI origin,
            HttpFetcher fetcher,
            Watcher watcher,
            Clock clock,
            RandomGenerator random) {
        this.member = member;
        this.store = store;
        this.swarmUri = origin.resolve("/v1/releases/" + store.release() + "/swarm");
        this.fetcher = fetcher;
        this.watcher = watcher;
        var download = new Download(member.id(), store.release(), store.owned(), true, member.limits(), random);
        this.loop = new CoreLoop<>(
                "swarm-" + store.release(), download, this::perform, clock, MAILBOX_EVENTS, watcher::crashed);
    }

    void start() {
        loop.start();
        offer(new Download.Event.Started());
    }

    /** Asks the source what is missing and who has it, by what it remembers of us; a silent source changes nothing. */
    void resumeBy(URI source) {
        var ask = new ResumeAsk(member.instance(), store.owned());
        fetcher.post(
                        source.resolve("/v1/releases/" + store.release() + "/resume"),
                        ResumeCodec.write(ask),
                        SwarmCodec.MAX_PLAN_BYTES)
                .thenAccept(this::resumed);
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

    /** How many segments were fetched although they were owned: zero, or something is wrong. */
    int fetchedAgain() {
        return fetchedAgain.get();
    }

    /** Takes leave of the swarm as far as the origin answers soon, and ends every fetch. */
    @Override
    public void close() {
        offer(new Download.Event.Leaving());
        left.completeOnTimeout(null, LEAVE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        loop.close();
        fetches.values().forEach(Fetch::cancel); // The loop has ended.
    }

    private void perform(Download.Effect effect) {
        switch (effect) {
            case Download.Effect.Fetch(int segment, var holder) -> fetch(segment, holder);
            case Download.Effect.CancelFetch(int segment, var holder) ->
                Optional.ofNullable(fetches.remove(segment)).ifPresent(Fetch::cancel);
            case Download.Effect.RefusePush refuse -> {} // Nobody pushes to a client.
            case Download.Effect.Report(var report) -> report(report);
            case Download.Effect.Ban(var holder) -> ban(holder);
            case Download.Effect.Finished() -> watcher.finished(store.release());
        }
    }

    private void fetch(int segment, Holder holder) {
        var fetch = fetcher.fetchSegment(holder, store, segment, bytes -> {});
        fetches.put(segment, fetch);
        fetch.outcome().thenAccept(outcome -> {
            fetches.remove(segment, fetch);
            ended(segment, holder, outcome);
        });
    }

    /** On a thread of the fetcher. */
    private void ended(int segment, Holder holder, FetchOutcome outcome) {
        LOG.atDebug()
                .addKeyValue("release", store.release())
                .addKeyValue("segment", segment)
                .addKeyValue("holder", holder.id())
                .addKeyValue("outcome", outcome)
                .log("fetch ended");
        if (outcome instanceof FetchOutcome.DiskFailed(var reason)) {
            watcher.failed(store.release(), reason);
        }
        if (outcome instanceof FetchOutcome.Stored(long bytes, boolean already)) {
            boolean again = already && bytes >= store.manifest().segmentLengthBytes(segment);
            fetchedAgain.addAndGet(again ? 1 : 0);
            watcher.segmentStored(store.release());
        }
        FetchOutcomes.forDownload(outcome)
                .ifPresent(known -> offer(new Download.Event.FetchEnded(segment, holder.id(), known)));
    }

    private void report(MemberReport bare) {
        var ledger = store.ledger();
        var received = new TreeMap<HolderKind, Long>();
        for (var kind : HolderKind.values()) {
            received.put(kind, ledger.receivedBytes(kind));
        }
        var report = bare.with(member.instance()).with(new MemberReport.Stat(ledger.uploadedBytes(), received));
        var address = member.serving().get();
        if (address.isPresent()) {
            report = report.servingAt(address.get(), member.uplinkBitsPerSecond());
        }
        boolean leaving = report.action().equals(Optional.of(MemberReport.Action.LEAVE));
        fetcher.post(swarmUri, SwarmCodec.write(report), SwarmCodec.MAX_PLAN_BYTES)
                .thenAccept(reply -> answered(reply, leaving));
    }

    private void answered(HttpReply reply, boolean leaving) {
        if (leaving) {
            left.complete(null);
            return;
        }
        if (reply instanceof HttpReply.Answered answer && answer.isSuccess()) {
            try {
                var plan = SwarmCodec.readPlan(
                        answer.body(), store.release(), store.manifest().segmentCount());
                offer(new Download.Event.PlanReceived(plan));
                return;
            } catch (IllegalArgumentException e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the origin sent no plan");
            }
        }
        offer(new Download.Event.OriginUnreachable());
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
            if (!resume.holders().isEmpty()) {
                offer(new Download.Event.FallbacksKnown(resume.holders()));
            }
        } catch (IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the source sent no resume answer");
        }
    }

    private void ban(Holder holder) {
        LOG.atWarn()
                .addKeyValue("release", store.release())
                .addKeyValue("holder", holder.id())
                .log("a wrong segment: holder banned");
        synchronized (bans) {
            if (bans.size() < MAX_BANS_REMEMBERED) {
                bans.add(holder.id());
            }
        }
    }

    private void offer(Download.Event event) {
        if (!loop.offer(event)) {
            LOG.atDebug().addKeyValue("release", store.release()).log("event after the end of a download");
        }
    }
}
