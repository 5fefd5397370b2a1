package dev.patchwave.transfer;

import dev.patchwave.http.Fetch;
import dev.patchwave.http.FetchListener;
import dev.patchwave.http.FetchOutcome;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.Strain;
import dev.patchwave.swarm.SwarmCodec;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One release's {@link Download} at work: fetches over HTTP into the store, reports to the origin, tells a listener.
 *
 * <p>A cache runs one with the source as origin, a client runs one with its cache. It goes on reporting as a seeder when all is
 * owned, until it is closed. Any thread.
 */
public final class MemberDownload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberDownload.class);
    private static final int MAILBOX_LIMIT_EVENTS = 4_096;
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(1);

    private static final Duration BEING_WRITTEN_RETRY = Duration.ofMillis(500);
    private static final Duration TOKEN_RETRY = Duration.ofSeconds(2);
    private static final Duration DISK_RETRY = Duration.ofSeconds(10);

    private record Asked(int segment, HolderId holder) {}

    private final Member member;
    private final SegmentStore store;
    private final URI reportTo;
    private final HttpFetcher fetcher;
    private final DownloadListener listener;
    private final CoreLoop<Download.Event, Download.Effect> loop;
    private final FetchListener begins = new FetchListener() {
        @Override
        public void begun(int segment) {
            MemberDownload.this.begun(segment);
        }
    };
    private final Map<Asked, Fetch> fetches = new ConcurrentHashMap<>();
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile boolean leaving;
    private volatile boolean originDoubted;

    /**
     * Makes the download's shell; {@link #start} begins.
     *
     * @param origin base of the data plane of the swarm's origin
     * @param allowSource false: the source is never asked, whatever happens
     * @param onCrash told when the download's loop stopped by a fault of ours
     */
    public MemberDownload(
            Member member,
            SegmentStore store,
            URI origin,
            HttpFetcher fetcher,
            DownloadLimits limits,
            boolean allowSource,
            DownloadListener listener,
            Clock clock,
            RandomGenerator random,
            Consumer<Throwable> onCrash) {
        this.member = member;
        this.store = store;
        this.reportTo = origin.resolve("/v1/releases/" + store.release() + "/swarm");
        this.fetcher = fetcher;
        this.listener = listener;
        var download = new Download(member.id(), store.release(), store.owned(), allowSource, limits, random);
        this.loop = new CoreLoop<>(
                "download " + store.release(), download, this::perform, clock, MAILBOX_LIMIT_EVENTS, onCrash);
    }

    public void start() {
        loop.start();
        tell(new Download.Event.Started());
    }

    /** Holders are known from elsewhere, e.g. the resume answer. */
    public void fallbacks(List<Holder> holders) {
        tell(new Download.Event.FallbacksKnown(holders));
    }

    /** The origin is not listened to any more, as if it were silent: what it plans leads nowhere. */
    public void doubtOrigin() {
        originDoubted = true;
    }

    /** The first chunks of a segment, pushed or fetched, are verified. Any thread, also an event loop. */
    public void begun(int segment) {
        listener.begun(segment);
        offer(new Download.Event.SegmentBegan(segment));
    }

    /** How the members below us fare. Any thread. */
    public void strained(Strain strain) {
        offer(new Download.Event.Strained(strain));
    }

    /** A segment came by push and is owned. */
    public void pushed(int segment) {
        tell(new Download.Event.SegmentPushed(segment));
        listener.owned(segment);
    }

    /** Leaves the swarm, waiting a moment for the word to reach the origin. */
    @Override
    public void close() {
        leaving = true;
        tell(new Download.Event.Leaving());
        try {
            if (!left.await(LEAVE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atDebug().addKeyValue("release", store.release()).log("left without the origin's answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        fetches.values().forEach(Fetch::cancel);
    }

    private void perform(Download.Effect effect) {
        switch (effect) {
            case Download.Effect.Fetch(int segment, var holder) -> fetch(segment, holder);
            case Download.Effect.CancelFetch(int segment, var holder) -> cancel(new Asked(segment, holder));
            // The store's exclusive claim already turns away a push of a segment that is owned or being written.
            case Download.Effect.RefusePush(int segment) ->
                LOG.atDebug().addKeyValue("segment", segment).log("push not wanted");
            case Download.Effect.Report(var report, var elsewhere) -> report(member.complete(report), elsewhere);
            case Download.Effect.Ban(var holder) -> {
                LOG.atWarn()
                        .addKeyValue("release", store.release())
                        .addKeyValue("holder", holder.id())
                        .log("holder banned, it sent a wrong segment");
                listener.banned(holder);
            }
            case Download.Effect.Finished() -> listener.finished();
        }
    }

    private void fetch(int segment, Holder holder) {
        var asked = new Asked(segment, holder.id());
        var fetch = fetcher.fetchSegment(holder, store, segment, begins);
        fetches.put(asked, fetch);
        var unused = fetch.outcome().thenAccept(outcome -> {
            fetches.remove(asked, fetch);
            ended(segment, holder, outcome);
        });
    }

    private void cancel(Asked asked) {
        var fetch = fetches.remove(asked);
        if (fetch != null) {
            fetch.cancel();
        }
    }

    private void ended(int segment, Holder holder, FetchOutcome outcome) {
        LOG.atDebug()
                .addKeyValue("release", store.release())
                .addKeyValue("segment", segment)
                .addKeyValue("holder", holder.id())
                .addKeyValue("outcome", holder.named(outcome.toString()))
                .log("fetch ended");
        switch (outcome) {
            case FetchOutcome.Stored(long bytes, boolean already) -> {
                if (already && bytes >= store.manifest().segmentLengthBytes(segment)) {
                    listener.fetchedAgain(segment);
                }
                listener.owned(segment);
                end(segment, holder, new dev.patchwave.swarm.FetchOutcome.Stored());
            }
            case FetchOutcome.Corrupt(var reason) ->
                end(segment, holder, new dev.patchwave.swarm.FetchOutcome.Corrupt());
            case FetchOutcome.Busy(var retryAfter, var alternates) ->
                end(segment, holder, busy(retryAfter, alternates));
            // Ours may be over, and another is asked for; a holder that wants none of ours is asked seldom.
            case FetchOutcome.Unauthorized(var reason) -> end(segment, holder, busy(TOKEN_RETRY, List.of()));
            case FetchOutcome.Missing() -> end(segment, holder, new dev.patchwave.swarm.FetchOutcome.Missing());
            // A push brings it just now; when that breaks we ask again.
            case FetchOutcome.BeingWritten() -> end(segment, holder, busy(BEING_WRITTEN_RETRY, List.of()));
            case FetchOutcome.Slow(var reason) -> end(segment, holder, new dev.patchwave.swarm.FetchOutcome.Stalled());
            case FetchOutcome.Unreachable(var reason) ->
                end(segment, holder, new dev.patchwave.swarm.FetchOutcome.Unreachable());
            case FetchOutcome.DiskFailed(var reason, boolean passing) -> {
                LOG.atError()
                        .addKeyValue("release", store.release())
                        .addKeyValue("reason", reason)
                        .log("disk failed");
                listener.diskFailed(reason, passing);
                // Not the holder's fault: like a rest before the next try.
                end(segment, holder, busy(DISK_RETRY, List.of()));
            }
            case FetchOutcome.Cancelled() -> {}
        }
    }

    private static dev.patchwave.swarm.FetchOutcome busy(Duration retryAfter, List<Holder> alternates) {
        var some = alternates.stream().limit(BusyAnswer.MAX_ALTERNATES).toList();
        return new dev.patchwave.swarm.FetchOutcome.Busy(new BusyAnswer(retryAfter, some));
    }

    private void end(int segment, Holder holder, dev.patchwave.swarm.FetchOutcome outcome) {
        offer(new Download.Event.FetchEnded(segment, holder.id(), outcome));
    }

    private void report(MemberReport report, Optional<Holder> elsewhere) {
        boolean last = leaving
                && report.action().filter(MemberReport.Action.LEAVE::equals).isPresent();
        if (originDoubted && elsewhere.isEmpty() && !last) {
            answered(report, new Download.Event.OriginUnreachable());
            return;
        }
        var unused = fetcher.post(
                        elsewhere.map(this::swarmAt).orElse(reportTo),
                        SwarmCodec.write(report),
                        SwarmCodec.MAX_PLAN_BYTES)
                .thenAccept(reply -> {
                    answered(report, planned(reply));
                    if (last) {
                        left.countDown();
                    }
                });
    }

    private URI swarmAt(Holder origin) {
        return origin.uri().resolve("/v1/releases/" + store.release() + "/swarm");
    }

    private void answered(MemberReport report, Download.Event event) {
        if (event instanceof Download.Event.PlanReceived(var plan)) {
            listener.planned(plan);
        } else {
            member.undelivered().accept(report.progress());
        }
        offer(event);
    }

    private Download.Event planned(HttpReply reply) {
        if (reply instanceof HttpReply.Answered answered && answered.isSuccess()) {
            try {
                return new Download.Event.PlanReceived(SwarmCodec.readPlan(
                        answered.body(), store.release(), store.manifest().segmentCount()));
            } catch (IllegalArgumentException e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("origin answered no plan");
                return new Download.Event.OriginUnreachable();
            }
        }
        LOG.atDebug().addKeyValue("reply", reply).log("origin unreachable");
        return new Download.Event.OriginUnreachable();
    }

    /** From event loops, which must not wait; the core has few requests under way, so the mailbox has room. */
    private void offer(Download.Event event) {
        if (!loop.offer(event) && !leaving) {
            LOG.atWarn().addKeyValue("release", store.release()).log("mailbox full, event lost");
        }
    }

    private void tell(Download.Event event) {
        try {
            loop.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
