package dev.patchwave.source.core;

import dev.patchwave.loop.Core;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.CampaignEvent.Reported;
import dev.patchwave.swarm.HolderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Brings releases to subscribers: commands and users' requests become campaigns; a campaign fills the caches of the domains
 * that it touches, then signals their subscribers at a pace that the network bears, and follows each instance until it has
 * installed, failed, or the deadline passed.
 *
 * <pre>
 *   campaign:  (AWAITING_APPROVAL ->) ACCEPTED -> SIGNALLED -> FINISHED -> CLOSED (deadline; also straight from any stage)
 *   instance:  PENDING -> SIGNALLED -> STARTED -> INSTALLED | FAILED;  PENDING -> CURRENT | REFUSED
 *              any unsettled one -> AWAY -> PENDING (registers again);  any unsettled one -> GIVEN_UP (closed)
 * </pre>
 *
 * <p>Pure; see {@link Core}. What must survive a crash is asked for by {@link CampaignEffect.Persist}; hand what was kept to
 * the constructor. An instance that installed is never told again of the same campaign, crash or not; one that has not may be.
 * Which domains there are, and their caches, is fixed for its life.
 */
public final class Campaigns implements Core<CampaignEvent, CampaignEffect> {
    private static final int MAX_JOINS_AT_ONCE = 2_000;

    private final CampaignLimits limits;
    private final Instances instances = new Instances();
    private final Subscribers subscribers = new Subscribers(instances);
    private final Releases releases = new Releases();
    private final Fills fills;
    private final Signaller signaller;
    private final CampaignBook book;
    private final AdminOrders orders;
    private final StopRound stopRound;
    private Optional<Instant> moreToJoin = Optional.empty();
    private Optional<Instant> begin; // Set until the campaigns of the last run have been taken up again.

    /**
     * @param fourEyes when a second admin is needed
     * @param caches every domain, with the caches in it, the preferred first
     * @param published every release whose manifest and segments the source holds
     * @param kept asked once, at once; none at the first start
     */
    public Campaigns(
            CampaignLimits limits,
            FourEyes fourEyes,
            SortedMap<DomainId, List<HolderId>> caches,
            Collection<Releases.Published> published,
            KeptRecords kept,
            RandomGenerator random,
            Instant now) {
        this.limits = limits;
        this.fills = new Fills(caches);
        this.signaller = new Signaller(limits, subscribers, releases, fills, random, now);
        this.book = new CampaignBook(limits, instances);
        this.orders = new AdminOrders(
                fourEyes,
                new OrderJudge(limits, releases, fills, book),
                new Reach(subscribers, fills, book),
                book,
                this::start);
        this.stopRound = new StopRound(subscribers, instances, limits.pace());
        this.begin = Optional.of(now);
        published.forEach(releases::restore);
        var restoration = new Restoration(subscribers, releases, book, orders);
        kept.forEach(restoration::take);
        restoration.finish();
    }

    @Override
    public List<CampaignEffect> on(CampaignEvent event, Instant now) {
        var out = new ArrayList<CampaignEffect>();
        if (begin.isPresent()) {
            begin = Optional.empty();
            book.mostUrgentFirst().forEach(campaign -> begin(campaign, now, out));
        }
        decide(event, now, out);
        joinSome(now, out);
        signaller.send(book.mostUrgentFirst(), now, out);
        stopRound.send(now, out);
        book.advance(out);
        return out;
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return Earliest.of(Stream.of(
                begin,
                moreToJoin,
                subscribers.nextExpiry(),
                fills.nextDeadline(),
                signaller.nextDeadline(book.mostUrgentFirst()),
                orders.nextExpiry(),
                stopRound.nextDeadline(),
                book.nextClosing()));
    }

    @Override
    public CampaignEvent deadlinePassed() {
        return new CampaignEvent.DeadlinePassed();
    }

    private void decide(CampaignEvent event, Instant now, List<CampaignEffect> out) {
        switch (event) {
            case CampaignEvent.Registered(var subscriber, var instance, var domain, var until) ->
                registered(subscriber, instance, domain, until, now, out);
            case CampaignEvent.SubscriberRegistered(var subscriber, var domain, var until) ->
                subscribers
                        .of(subscriber)
                        .forEach(instance -> registered(subscriber, instance, domain, until, now, out));
            case CampaignEvent.SubscriberUnregistered(var subscriber) ->
                subscribers.of(subscriber).forEach(instance -> unregistered(instance, out));
            case CampaignEvent.Unregistered(var instance) -> unregistered(instance, out);
            case CampaignEvent.Subscribed subscribed -> subscribed(subscribed, now, out);
            case CampaignEvent.Unsubscribed(var instance) -> unsubscribed(instance, now, out);
            case CampaignEvent.Polled polled -> polled(polled, now, out);
            case CampaignEvent.CacheSubscribed(var cache, var ticket) ->
                out.add(new CampaignEffect.AnswerCache(cache, fills.ordersOf(cache, now), ticket));
            case CampaignEvent.CacheHolds(var cache, var release, var segments) ->
                fills.note(cache, release, segments, now);
            case CampaignEvent.FillAnswered(var cache, var release, var delivery) ->
                fillAnswered(cache, release, delivery, now);
            case CampaignEvent.ReleasePublished(var release, var sequence) -> releases.publish(release, sequence);
            case CampaignEvent.ReleaseWithdrawn(var release) -> withdrawn(release, out);
            case CampaignEvent.Commanded(var admin, var command, var ticket) ->
                orders.commanded(admin, command, ticket, now, out);
            case CampaignEvent.Approved(var admin, var campaign, var ticket) ->
                orders.approved(admin, campaign, ticket, now, out);
            case CampaignEvent.StopTaken(var release, boolean stops, var order) -> {
                releases.stop(release, stops);
                order.ifPresent(signed -> stopRound.begin(signed, fills.domains()));
            }
            case CampaignEvent.SignalAnswered answer -> signalAnswered(answer, now, out);
            case CampaignEvent.NetworkPressed(int lossPercent, var validity) ->
                signaller.pressed(lossPercent, validity, now);
            case Reported reported -> reported(reported, now, out);
            case CampaignEvent.WhereIs(var instance, var ticket) ->
                out.add(new CampaignEffect.Whereabouts(
                        subscribers.member(instance).map(member -> new Whose(member.subscriber(), member.domain())),
                        ticket));
            case CampaignEvent.StatusAsked(var ticket) ->
                out.add(new CampaignEffect.AnswerStatus(orders.states(), ticket));
            case CampaignEvent.DeadlinePassed() -> timePassed(now, out);
        }
    }

    private void registered(
            SubscriberId subscriber,
            InstanceId instance,
            DomainId domain,
            Instant until,
            Instant now,
            List<CampaignEffect> out) {
        Optional<DomainId> before = subscribers.member(instance).map(Member::domain);
        Member member = subscribers.register(subscriber, instance, domain, until);
        signaller.persist(member, out);
        joinAll(member, limits.settleTime(), now, out);
        if (before.filter(there -> !there.equals(domain)).isPresent()) {
            book.mostUrgentFirst().stream()
                    .filter(campaign -> campaign.covers(member))
                    .forEach(campaign -> signaller.moved(campaign, member, limits.settleTime(), now, out));
        }
    }

    private void unregistered(InstanceId instance, List<CampaignEffect> out) {
        subscribers.remove(instance).ifPresent(member -> gone(member, out));
    }

    private void subscribed(CampaignEvent.Subscribed event, Instant now, List<CampaignEffect> out) {
        Member member = subscribers.subscribe(
                event.subscriber(), event.instance(), event.domain(), event.running(), event.until());
        signaller.persist(member, out);
        joinAll(member, Duration.ZERO, now, out);
        Optional<Offer> offer = book.mostUrgentFirst().stream()
                .flatMap(campaign -> signaller.offerFor(campaign, member, now, out).stream())
                .findFirst();
        out.add(new CampaignEffect.AnswerSubscription(member.instance(), offer, event.ticket()));
    }

    private void unsubscribed(InstanceId instance, Instant now, List<CampaignEffect> out) {
        subscribers.unsubscribe(instance).ifPresent(member -> {
            if (member.reachable(now)) {
                signaller.persist(member, out);
            } else {
                unregistered(instance, out);
            }
        });
    }

    private void polled(CampaignEvent.Polled event, Instant now, List<CampaignEffect> out) {
        subscribers.runs(event.instance(), event.running()).ifPresent(member -> signaller.persist(member, out));
        Optional<Offer> offer = releases.newestAbove(event.running())
                .flatMap(release -> campaignFor(event, release, now, out))
                .map(campaign -> {
                    book.reopen(campaign, out);
                    signaller.move(campaign, event.instance(), Progress.PENDING, out);
                    return signaller.offer(campaign, event.domain(), event.instance(), now, out);
                });
        out.add(new CampaignEffect.AnswerSubscription(event.instance(), offer, event.ticket()));
    }

    /** An admin's campaign that already brings it the release, or the one of those in its domain who asked. */
    private Optional<Campaign> campaignFor(
            CampaignEvent.Polled event, ReleaseId release, Instant now, List<CampaignEffect> out) {
        return book.mostUrgentFirst().stream()
                .filter(campaign -> campaign.plan().release().equals(release)
                        && campaign.progress(event.instance())
                                .filter(progress -> !progress.settled())
                                .isPresent())
                .findFirst()
                .or(() -> requested(event.domain(), release, now, out));
    }

    private Optional<Campaign> requested(DomainId domain, ReleaseId release, Instant now, List<CampaignEffect> out) {
        var scope = new Scope.Askers(domain);
        Optional<Campaign> known = book.mostUrgentFirst().stream()
                .filter(campaign -> campaign.plan().release().equals(release)
                        && campaign.plan().scope().equals(scope))
                .findFirst();
        // The time makes the name a new one, so that what is left of a closed campaign is never taken for this one's.
        var id = new CampaignId("asked:" + domain + ":" + release.version() + ":" + now.toEpochMilli());
        if (known.isPresent()
                || book.isFull()
                || !fills.knows(domain)
                || book.plan(id).isPresent()) {
            return known;
        }
        var plan = new CampaignPlan(
                id,
                Urgency.REQUESTED,
                release,
                scope,
                now,
                now.plus(limits.requestLife()),
                Duration.ZERO,
                Optional.empty());
        return Optional.of(start(plan, now, out));
    }

    private void fillAnswered(HolderId cache, ReleaseId release, Delivery delivery, Instant now) {
        switch (delivery) {
            case Delivery.Delivered arrived -> {} // Believed only when the cache reports what it holds.
            case Delivery.Overloaded(var retryAfter) -> fills.failed(cache, release, retryAfter, now);
            case Delivery.Deferred(var until) -> fills.failed(cache, release, Duration.between(now, until), now);
            case Delivery.Unreachable failed -> fills.failed(cache, release, Duration.ZERO, now);
            case Delivery.Absent failed -> fills.failed(cache, release, Duration.ZERO, now);
            case Delivery.NotSubscribed failed -> fills.failed(cache, release, Duration.ZERO, now);
            case Delivery.Refused failed -> fills.failed(cache, release, Duration.ZERO, now);
        }
    }

    private void withdrawn(ReleaseId release, List<CampaignEffect> out) {
        if (!releases.withdraw(release)) {
            return;
        }
        out.add(new CampaignEffect.Persist(new StateRecord.ReleaseWithdrawn(release)));
        orders.withdrawn(release, out);
        book.mostUrgentFirst().stream()
                .filter(campaign -> campaign.plan().release().equals(release))
                .forEach(campaign -> close(campaign, out));
    }

    private Campaign start(CampaignPlan plan, Instant now, List<CampaignEffect> out) {
        Campaign campaign = book.start(plan, out);
        begin(campaign, now, out);
        return campaign;
    }

    /** Orders the caches, takes in whoever is there; also after a restart. */
    private void begin(Campaign campaign, Instant now, List<CampaignEffect> out) {
        ReleaseId release = campaign.plan().release();
        switch (campaign.plan().scope()) {
            case Scope.Domains(var domains) ->
                domains.forEach(domain -> {
                    out.addAll(fills.order(domain, release, campaign.plan().campaign(), now));
                    subscribers.in(domain, campaign::expect);
                });
            case Scope.Named(var named) ->
                named.forEach(subscriber ->
                        subscribers.of(subscriber).forEach(instance -> campaign.expect(instances.find(instance))));
            case Scope.Askers(var domain) ->
                out.addAll(fills.order(domain, release, campaign.plan().campaign(), now));
        }
    }

    /** A domain may have millions of members; looking at all of them at once would hold up everybody else. */
    private void joinSome(Instant now, List<CampaignEffect> out) {
        int left = MAX_JOINS_AT_ONCE;
        for (Campaign campaign : book.mostUrgentFirst()) {
            for (; left > 0 && campaign.expectsMore(); left--) {
                join(campaign, instances.at(campaign.nextExpected()), now, out);
            }
        }
        boolean more = book.mostUrgentFirst().stream().anyMatch(Campaign::expectsMore);
        moreToJoin = more ? Optional.of(now) : Optional.empty();
    }

    private void join(Campaign campaign, InstanceId instance, Instant now, List<CampaignEffect> out) {
        subscribers
                .member(instance)
                .filter(member -> member.reachable(now) && campaign.covers(member))
                .ifPresent(member -> signaller.join(campaign, member, Duration.ZERO, now, out));
    }

    private void joinAll(Member member, Duration wait, Instant now, List<CampaignEffect> out) {
        book.mostUrgentFirst().stream()
                .filter(campaign -> campaign.covers(member))
                .forEach(campaign -> signaller.join(campaign, member, wait, now, out));
    }

    private void signalAnswered(CampaignEvent.SignalAnswered answer, Instant now, List<CampaignEffect> out) {
        book.open(answer.campaign())
                .ifPresentOrElse(
                        campaign -> signaller.answered(campaign, answer.instance(), answer.delivery(), now, out),
                        () -> signaller.landed(answer.campaign(), answer.instance()));
    }

    /** Of an instance that nobody has now it is taken: the registration of an honest client may just have ended. */
    private void reported(Reported event, Instant now, List<CampaignEffect> out) {
        Signal.UpgradeReport report = event.report();
        boolean forged = subscribers
                .member(report.instance())
                .filter(member -> !member.subscriber().equals(event.subscriber()))
                .isPresent();
        if (forged) {
            out.add(new CampaignEffect.RefuseReport(event.ticket()));
            return;
        }
        book.mostUrgentFirst().stream()
                .filter(campaign -> campaign.plan().release().equals(report.release()))
                .forEach(campaign -> note(campaign, report, out));
        if (report.outcome() == Signal.UpgradeReport.Outcome.INSTALLED) {
            installed(report, now, out);
        }
        out.add(new CampaignEffect.Confirm(event.ticket()));
    }

    private void note(Campaign campaign, Signal.UpgradeReport report, List<CampaignEffect> out) {
        Optional<Progress> before = campaign.progress(report.instance());
        if (before.isEmpty() || before.get() == Progress.INSTALLED) {
            return;
        }
        switch (report.outcome()) {
            case INSTALLED -> signaller.move(campaign, report.instance(), Progress.INSTALLED, out);
            case FAILED -> signaller.move(campaign, report.instance(), Progress.FAILED, out);
            case STARTED -> {
                if (!before.get().settled()) {
                    signaller.move(campaign, report.instance(), Progress.STARTED, out);
                }
            }
        }
    }

    private void installed(Signal.UpgradeReport report, Instant now, List<CampaignEffect> out) {
        subscribers
                .member(report.instance())
                .flatMap(member -> subscribers.runs(
                        report.instance(),
                        member.running().orElse(Running.UNKNOWN).upgradedTo(report.release())))
                .ifPresent(member -> {
                    signaller.persist(member, out);
                    joinAll(member, Duration.ZERO, now, out); // Campaigns of older releases need not wait for it.
                });
    }

    private void timePassed(Instant now, List<CampaignEffect> out) {
        subscribers.expire(now).forEach(member -> gone(member, out));
        signaller.overdue(now).forEach(answer -> signalAnswered(answer, now, out));
        out.addAll(fills.repeat(now));
        orders.expire(now, out);
        book.over(now).forEach(campaign -> close(campaign, out));
    }

    private void gone(Member member, List<CampaignEffect> out) {
        out.add(new CampaignEffect.Persist(new StateRecord.MemberGone(member.subscriber(), member.instance())));
        book.mostUrgentFirst().forEach(campaign -> signaller.away(campaign, member.instance(), out));
    }

    private void close(Campaign campaign, List<CampaignEffect> out) {
        book.close(campaign, out);
        if (!book.wants(campaign.plan().release())) {
            fills.forget(campaign.plan().release());
        }
    }
}
