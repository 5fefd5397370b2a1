package dev.patchwave.source.app;

import dev.patchwave.loop.CoreLoop;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.source.core.CampaignEffect;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.CampaignState;
import dev.patchwave.source.core.Campaigns;
import dev.patchwave.source.core.Whose;
import dev.patchwave.source.state.StateKeeper;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The campaigns at work on their own thread: events come in from all shells, effects go out to disk and SIP. Any thread. */
final class CampaignLoop implements AutoCloseable {
    private static final int MAILBOX_LIMIT_EVENTS = 1 << 17;

    private final CoreLoop<CampaignEvent, CampaignEffect> loop;
    private final StateKeeper keeper;
    private final Consumer<CampaignEffect.BySip> sip;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, CompletableFuture<Optional<Whose>>> lookingFor = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<List<CampaignState>>> askedStates = new ConcurrentHashMap<>();

    /**
     * Takes events at once, decides from {@link #start} on.
     *
     * @param sip carries out effects on the loop's thread; must not wait
     */
    CampaignLoop(
            Campaigns campaigns,
            StateKeeper keeper,
            Consumer<CampaignEffect.BySip> sip,
            Clock clock,
            Consumer<Throwable> onCrash) {
        this.keeper = keeper;
        this.sip = sip;
        this.loop = new CoreLoop<>("campaigns", campaigns, this::perform, clock, MAILBOX_LIMIT_EVENTS, onCrash);
    }

    void start() {
        loop.start();
    }

    boolean offer(CampaignEvent event) {
        return loop.offer(event);
    }

    /** For what must not be lost; waits for room. */
    void put(CampaignEvent event) {
        try {
            loop.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    CompletableFuture<Optional<DomainId>> whereIs(InstanceId instance) {
        return whoseIs(instance).thenApply(whose -> whose.map(Whose::domain));
    }

    CompletableFuture<Optional<Whose>> whoseIs(InstanceId instance) {
        return ask(lookingFor, ticket -> new CampaignEvent.WhereIs(instance, ticket));
    }

    CompletableFuture<List<CampaignState>> states() {
        return ask(askedStates, CampaignEvent.StatusAsked::new);
    }

    @Override
    public void close() {
        loop.close();
        var closed = new IllegalStateException("the source is closing");
        lookingFor.values().forEach(waiting -> waiting.completeExceptionally(closed));
        askedStates.values().forEach(waiting -> waiting.completeExceptionally(closed));
    }

    private <T> CompletableFuture<T> ask(Map<Long, CompletableFuture<T>> waiting, LongFunction<CampaignEvent> event) {
        long ticket = tickets.incrementAndGet();
        var answer = new CompletableFuture<T>();
        waiting.put(ticket, answer);
        if (!loop.offer(event.apply(ticket))) {
            waiting.remove(ticket);
            answer.completeExceptionally(new IllegalStateException("too much waits for the campaigns"));
        }
        return answer;
    }

    private void perform(CampaignEffect effect) {
        switch (effect) {
            case CampaignEffect.Persist(var record) -> keeper.keep(record);
            case CampaignEffect.BySip bySip -> sip.accept(bySip);
            case CampaignEffect.Whereabouts(var whose, long ticket) ->
                Optional.ofNullable(lookingFor.remove(ticket)).ifPresent(answer -> answer.completeAsync(() -> whose));
            case CampaignEffect.AnswerStatus(var states, long ticket) ->
                Optional.ofNullable(askedStates.remove(ticket)).ifPresent(answer -> answer.completeAsync(() -> states));
        }
    }
}
