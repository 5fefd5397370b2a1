package dev.patchwave.source.http;

import dev.patchwave.http.Bearer;
import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.core.Location;
import dev.patchwave.source.core.ResumeEffect;
import dev.patchwave.source.core.ResumeEvent;
import dev.patchwave.source.core.ResumeTracker;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.ResumeAnswer;
import dev.patchwave.swarm.ResumeAsk;
import dev.patchwave.swarm.ResumeCodec;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resume tracker at work: {@code POST /v1/releases/{id}/resume}, and what caches forward of their clients. An answer leaves
 * when what the instance said is durable; without room for it on the disk, 503 at once. Any thread; closed by the program.
 */
public final class ResumeDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResumeDesk.class);
    private static final int MAILBOX_LIMIT_EVENTS = 65_536;

    private final ReleaseStore releases;
    private final SwarmDesk swarms;
    private final DomainResolver domains;
    private final Function<InstanceId, CompletableFuture<Optional<DomainId>>> whereabouts;
    private final StateKeeper keeper;
    private final Ownership ownership;
    private final CoreLoop<ResumeEvent, ResumeEffect> loop;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, CompletableFuture<Response>> waiting = new ConcurrentHashMap<>();

    /** Says whether who asks may speak for an instance, as far as it has proven who it is. */
    @FunctionalInterface
    public interface Ownership {
        boolean holds(Optional<Bearer> asker, InstanceId instance, ReleaseId release);
    }

    /** @param whereabouts tells the domain that an instance is registered in, empty when it is not */
    public ResumeDesk(
            ResumeTracker tracker,
            ReleaseStore releases,
            SwarmDesk swarms,
            DomainResolver domains,
            Function<InstanceId, CompletableFuture<Optional<DomainId>>> whereabouts,
            StateKeeper keeper,
            Ownership ownership,
            Clock clock,
            Consumer<Throwable> onCrash) {
        this.releases = releases;
        this.swarms = swarms;
        this.domains = domains;
        this.whereabouts = whereabouts;
        this.keeper = keeper;
        this.ownership = ownership;
        this.loop = new CoreLoop<>("resume", tracker, this::perform, clock, MAILBOX_LIMIT_EVENTS, onCrash);
    }

    public void start() {
        loop.start();
    }

    /** Answers an instance that is back. */
    public CompletionStage<Response> answer(Request request) {
        Optional<SegmentStore> store = SwarmDesk.find(releases, request);
        if (store.isEmpty()) {
            return Route.done(Problem.response(404, "this release is not known here"));
        }
        if (!keeper.hasRoom()) { // Looked at first: the campaigns may wait for it too.
            return Route.done(
                    Problem.response(503, "no room on the source's disk").with("Retry-After", "5"));
        }
        try {
            ResumeAsk ask =
                    ResumeCodec.readAsk(request.body(), store.get().manifest().segmentCount());
            if (!ownership.holds(request.bearer(), ask.instance(), store.get().release())) {
                return Route.done(Problem.response(403, "the token is another instance's"));
            }
            return whereabouts
                    .apply(ask.instance())
                    .thenCompose(domain -> ask(ask, store.get(), domain.orElseGet(() -> byAddress(request))));
        } catch (IllegalArgumentException e) {
            return Route.done(Problem.response(400, e.getMessage()));
        }
    }

    /** Something happened to a download. Lost when there is too much of it: the next report makes it good. */
    public void tell(ResumeEvent event) {
        if (!loop.offer(event)) {
            LOG.atWarn().log("too much progress at once, some is not remembered");
        }
    }

    @Override
    public void close() {
        loop.close();
        waiting.values().forEach(answer -> answer.complete(Problem.response(503, "the source is closing")));
    }

    private CompletableFuture<Response> ask(ResumeAsk ask, SegmentStore store, DomainId domain) {
        long ticket = tickets.incrementAndGet();
        var answer = new CompletableFuture<Response>();
        waiting.put(ticket, answer);
        boolean taken = loop.offer(new ResumeEvent.Asked(
                ask.instance(),
                store.release(),
                store.manifest().segmentCount(),
                Optional.of(ask.owned()),
                domain,
                swarms.holdings(store),
                ticket));
        if (!taken) {
            waiting.remove(ticket);
            answer.complete(Problem.response(503, "too many come back at once").with("Retry-After", "5"));
        }
        return answer;
    }

    private DomainId byAddress(Request request) {
        return domains.resolve(Location.at(request.remote().getAddress())).domain();
    }

    private void perform(ResumeEffect effect) {
        switch (effect) {
            case ResumeEffect.Remember(var record) -> keeper.keep(record);
            case ResumeEffect.Forget(var instance, var release) -> keeper.forget(instance, release);
            case ResumeEffect.Answer(var missing, var holders, long ticket) -> {
                var some = holders.stream().limit(ResumeAnswer.MAX_HOLDERS).toList();
                byte[] json = ResumeCodec.write(new ResumeAnswer(missing, some));
                Optional.ofNullable(waiting.remove(ticket))
                        .ifPresent(answer -> keeper.whenDurable(
                                () -> answer.complete(Response.json(200, json)), ForkJoinPool.commonPool()));
            }
        }
    }
}
