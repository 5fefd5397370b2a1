package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.swarm.HolderId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** Campaigns with a clock that obeys, a network that answers as told, and a store that survives {@link #killAndRestart()}. */
final class SourceWorld {
    static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    static final DomainId AREA_1 = new DomainId("area-1");
    static final DomainId AREA_2 = new DomainId("area-2");
    static final DomainId BARE = new DomainId("bare");
    static final HolderId CACHE_1 = new HolderId("cache-1");
    static final HolderId CACHE_2 = new HolderId("cache-2");
    static final ReleaseId OLD = ReleaseId.parse("ims-client@1.0.0");
    static final ReleaseId NEW = ReleaseId.parse("ims-client@2.0.0");
    static final ReleaseId NEWER = ReleaseId.parse("ims-client@3.0.0");
    static final SubscriberId ADMIN = new SubscriberId("sip:admin@op.example");
    static final Verdict DIED = new Verdict.Refused("it died");
    static final Duration DAY = Duration.ofDays(1);

    /** An offer that reached the network: to whom and by which way. */
    record Told(InstanceId instance, Offer offer, boolean bySubscription) {}

    final List<Told> told = new ArrayList<>();
    final List<CampaignEffect.OrderFill> fills = new ArrayList<>();
    final List<CampaignState> reports = new ArrayList<>();
    final List<Long> confirmed = new ArrayList<>();
    final List<Long> refused = new ArrayList<>();
    final List<CampaignEffect.MessageStop> stops = new ArrayList<>();
    private final CampaignLimits limits;
    private final FourEyes fourEyes;
    private final List<Releases.Published> published = new ArrayList<>();
    private final Kept kept = new Kept();
    private Function<InstanceId, Optional<Delivery>> network = instance -> Optional.of(new Delivery.Delivered());
    private Instant now = T0;
    private Campaigns campaigns;
    private Optional<Verdict> verdict = Optional.empty();
    private Optional<Offer> subscriptionAnswer = Optional.empty();
    private Optional<DomainId> whereabouts = Optional.empty();
    private List<CampaignState> states = List.of();
    private long tickets;
    private OptionalInt effectsToLive = OptionalInt.empty();

    SourceWorld() {
        this(CampaignLimits.DEFAULT);
    }

    SourceWorld(CampaignLimits limits) {
        this(limits, FourEyes.OFF);
    }

    SourceWorld(FourEyes fourEyes) {
        this(CampaignLimits.DEFAULT, fourEyes);
    }

    private SourceWorld(CampaignLimits limits, FourEyes fourEyes) {
        this.limits = limits;
        this.fourEyes = fourEyes;
        this.campaigns = rebuilt();
        publish(OLD, 1);
        publish(NEW, 2);
    }

    static InstanceId phoneOf(String name) {
        return new InstanceId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    static SubscriberId subscriber(String name) {
        return new SubscriberId("sip:" + name + "@op.example");
    }

    static Audience domains(DomainId... domains) {
        return new Audience.Domains(List.of(domains));
    }

    static Signal.CampaignCommand force(String campaign, ReleaseId release, Audience audience) {
        return new Signal.CampaignCommand(
                new CampaignId(campaign),
                Manner.FORCED,
                release,
                audience,
                Duration.ofHours(1),
                Duration.ofSeconds(10));
    }

    static Signal.UpgradeReport upgrade(String name, ReleaseId release, Outcome outcome) {
        return new Signal.UpgradeReport(
                phoneOf(name), Optional.empty(), release, "1.0.0", outcome, Optional.empty(), new TreeMap<>(), 0);
    }

    Instant now() {
        return now;
    }

    void publish(ReleaseId release, long sequence) {
        published.add(new Releases.Published(release, sequence, false));
        on(new CampaignEvent.ReleasePublished(release, sequence));
    }

    void register(String name, DomainId domain) {
        on(new CampaignEvent.Registered(subscriber(name), phoneOf(name), domain, now.plus(DAY)));
    }

    void registerSubscriber(String name, DomainId domain) {
        on(new CampaignEvent.SubscriberRegistered(subscriber(name), domain, now.plus(DAY)));
    }

    void unregisterSubscriber(String name) {
        on(new CampaignEvent.SubscriberUnregistered(subscriber(name)));
    }

    /** Registers and subscribes as our clients do, and lets the registration settle. */
    void attach(String name, DomainId domain, ReleaseId running) {
        register(name, domain);
        subscribe(name, domain, running);
        pass(Duration.ofSeconds(1));
    }

    Optional<Offer> subscribe(String name, DomainId domain, ReleaseId running) {
        on(new CampaignEvent.Subscribed(
                subscriber(name), phoneOf(name), domain, runs(running), now.plus(DAY), tickets++));
        return subscriptionAnswer;
    }

    Optional<Offer> poll(String name, DomainId domain, ReleaseId running) {
        on(new CampaignEvent.Polled(subscriber(name), phoneOf(name), domain, runs(running), tickets++));
        return subscriptionAnswer;
    }

    Verdict command(SubscriberId admin, Signal.CampaignCommand order) {
        verdict = Optional.empty();
        on(new CampaignEvent.Commanded(admin, order, tickets++));
        return verdict.orElse(DIED);
    }

    /** {@link #DIED} when the source died before it answered. */
    Verdict approve(SubscriberId admin, String campaign) {
        verdict = Optional.empty();
        on(new CampaignEvent.Approved(admin, new CampaignId(campaign), tickets++));
        return verdict.orElse(DIED);
    }

    Verdict command(Signal.CampaignCommand order) {
        return tryCommand(order).orElseThrow();
    }

    /** The answer to a command; empty when the source died before it answered. */
    Optional<Verdict> tryCommand(Signal.CampaignCommand order) {
        verdict = Optional.empty();
        on(new CampaignEvent.Commanded(ADMIN, order, tickets++));
        return verdict;
    }

    void cacheHolds(HolderId cache, ReleaseId release, int segments) {
        on(new CampaignEvent.CacheHolds(cache, release, segments));
    }

    /** True when the source confirmed it; it may die before. */
    boolean report(String name, ReleaseId release, Outcome outcome) {
        long ticket = tickets++;
        on(new CampaignEvent.Reported(subscriber(name), upgrade(name, release, outcome), ticket));
        return confirmed.contains(ticket);
    }

    Optional<DomainId> whereIs(String name) {
        on(new CampaignEvent.WhereIs(phoneOf(name), tickets++));
        return whereabouts;
    }

    CampaignState state(String campaign) {
        on(new CampaignEvent.StatusAsked(tickets++));
        return states.stream()
                .filter(state -> state.plan().campaign().value().equals(campaign))
                .findFirst()
                .orElseThrow();
    }

    List<CampaignState> states() {
        on(new CampaignEvent.StatusAsked(tickets++));
        return states;
    }

    /** Whether the campaign is there; asked twice, since the source may die over the first question. */
    boolean knows(String campaign) {
        on(new CampaignEvent.StatusAsked(tickets++));
        on(new CampaignEvent.StatusAsked(tickets++));
        return states.stream().anyMatch(state -> state.plan().campaign().value().equals(campaign));
    }

    /** How the network answers offers from now on; empty: not at all. */
    void network(Function<InstanceId, Optional<Delivery>> answers) {
        network = answers;
    }

    /** Lets time pass, waking the core whenever it wants to be woken. */
    void pass(Duration time) {
        Instant until = now.plus(time);
        for (var next = campaigns.nextDeadline();
                next.isPresent() && !next.get().isAfter(until);
                next = campaigns.nextDeadline()) {
            now = next.get().isAfter(now) ? next.get() : now.plusMillis(1);
            on(campaigns.deadlinePassed());
        }
        now = until.isAfter(now) ? until : now;
    }

    /** The process will die, and start again, once it has carried out so many effects more. */
    void killAfter(int effects) {
        effectsToLive = OptionalInt.of(effects);
    }

    /** All that is not durable is lost: the process dies, and starts again from what its store holds. */
    void killAndRestart() {
        effectsToLive = OptionalInt.empty();
        campaigns = rebuilt();
        pass(Duration.ofMillis(1));
    }

    /** The orders to caches so far, as {@code cache-1 ims-client@2.0.0}. */
    List<String> filled() {
        return fills.stream()
                .map(order -> order.cache() + " " + order.task().release())
                .toList();
    }

    List<InstanceId> toldInstances() {
        return told.stream().map(Told::instance).toList();
    }

    void on(CampaignEvent event) {
        var events = new ArrayList<CampaignEvent>(List.of(event));
        while (!events.isEmpty()) {
            for (CampaignEffect effect : campaigns.on(events.removeFirst(), now)) {
                if (effectsToLive.isPresent() && effectsToLive.getAsInt() == 0) {
                    killAndRestart();
                    return;
                }
                effectsToLive = effectsToLive.stream().map(left -> left - 1).findFirst();
                perform(effect).forEach(events::add);
            }
        }
    }

    private Campaigns rebuilt() {
        SortedMap<DomainId, List<HolderId>> caches = new TreeMap<>();
        caches.put(AREA_1, List.of(CACHE_1));
        caches.put(AREA_2, List.of(CACHE_2));
        caches.put(BARE, List.of());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        return new Campaigns(limits, fourEyes, caches, published, kept.all()::forEach, random, now);
    }

    private Stream<CampaignEvent> perform(CampaignEffect effect) {
        return switch (effect) {
            case CampaignEffect.Persist(var record) -> done(() -> kept.keep(record));
            case CampaignEffect.NotifyOffer(var subscriber, var instance, var offer) ->
                tell(new Told(instance, offer, true));
            case CampaignEffect.MessageOffer(var subscriber, var instance, var offer) ->
                tell(new Told(instance, offer, false));
            case CampaignEffect.AnswerSubscription(var instance, var offer, var ticket) -> {
                subscriptionAnswer = offer;
                yield offer.stream().flatMap(there -> tell(new Told(instance, there, true)));
            }
            case CampaignEffect.OrderFill order -> done(() -> fills.add(order));
            case CampaignEffect.AnswerCache(var cache, var tasks, var ticket) ->
                done(() -> tasks.forEach(task -> fills.add(new CampaignEffect.OrderFill(cache, task))));
            case CampaignEffect.AnswerCommand(var answer, var ticket) -> done(() -> verdict = Optional.of(answer));
            case CampaignEffect.Confirm(var ticket) -> done(() -> confirmed.add(ticket));
            case CampaignEffect.RefuseReport(var ticket) -> done(() -> refused.add(ticket));
            case CampaignEffect.MessageStop stop -> done(() -> stops.add(stop));
            case CampaignEffect.ReportToAdmin(var admin, var state) -> done(() -> reports.add(state));
            case CampaignEffect.Whereabouts(var whose, var ticket) ->
                done(() -> whereabouts = whose.map(Whose::domain));
            case CampaignEffect.AnswerStatus(var all, var ticket) -> done(() -> states = all);
        };
    }

    private Stream<CampaignEvent> tell(Told offer) {
        told.add(offer);
        return network
                .apply(offer.instance())
                .map(delivery -> new CampaignEvent.SignalAnswered(offer.offer().campaign(), offer.instance(), delivery))
                .map(CampaignEvent.class::cast)
                .stream();
    }

    private static Running runs(ReleaseId release) {
        return new Running("patchwave", release.product(), release.version());
    }

    private static Stream<CampaignEvent> done(Runnable deed) {
        deed.run();
        return Stream.empty();
    }
}
