package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.InFlight.Flight;
import dev.patchwave.source.core.InFlight.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Tells instances of campaigns: who joins one, who is signalled next and how, what an answer means. The only place that moves
 * an instance from one {@link Progress} to another.
 *
 * <p>One MESSAGE at a time to each subscriber (RFC 3428 8). Being shed by an overloaded network is no failure of an instance.
 */
final class Signaller {
    private static final Duration SAME_SUBSCRIBER_PAUSE = Duration.ofMillis(500);

    private final CampaignLimits limits;
    private final Subscribers subscribers;
    private final Releases releases;
    private final Fills fills;
    private final RandomGenerator random;
    private final Pace pace;
    private final InFlight inFlight;
    private final Collection<SubscriberId> messaged = new TreeSet<>();

    Signaller(
            CampaignLimits limits,
            Subscribers subscribers,
            Releases releases,
            Fills fills,
            RandomGenerator random,
            Instant now) {
        this.limits = limits;
        this.subscribers = subscribers;
        this.releases = releases;
        this.fills = fills;
        this.random = random;
        this.pace = new Pace(limits.pace(), now);
        this.inFlight = new InFlight(limits.pace());
    }

    /** Takes a covered member into a campaign, or notes that it needs nothing; queues it after {@code wait}. */
    void join(Campaign campaign, Member member, Duration wait, Instant now, List<CampaignEffect> out) {
        Optional<Progress> before = campaign.progress(member.instance());
        if (before.filter(Signaller::over).isPresent() || !wants(campaign, member, before, out)) {
            return;
        }
        if (before.isEmpty() || before.get() == Progress.AWAY || before.get() == Progress.CURRENT) {
            move(campaign, member.instance(), Progress.PENDING, out);
            out.addAll(fills.order(
                    member.domain(), campaign.plan().release(), campaign.plan().campaign(), now));
            if (wait.isZero()) {
                campaign.enqueue(member.domain(), member.instance());
            } else {
                campaign.enqueue(member.domain(), member.instance(), now.plus(wait));
            }
        }
    }

    /** The member is in another domain now: one that was told of a cache, and has not installed yet, is told of the new one. */
    void moved(Campaign campaign, Member member, Duration wait, Instant now, List<CampaignEffect> out) {
        boolean underWay = campaign.progress(member.instance())
                .filter(progress -> progress == Progress.SIGNALLED || progress == Progress.STARTED)
                .isPresent();
        if (underWay) {
            move(campaign, member.instance(), Progress.PENDING, out);
            out.addAll(fills.order(
                    member.domain(), campaign.plan().release(), campaign.plan().campaign(), now));
            campaign.enqueue(member.domain(), member.instance(), now.plus(wait));
        }
    }

    /** The offer that a subscription of this member shows, if its domain can serve it; counts as sent. */
    Optional<Offer> offerFor(Campaign campaign, Member member, Instant now, List<CampaignEffect> out) {
        boolean open = campaign.progress(member.instance())
                .filter(progress -> !progress.settled() && progress != Progress.AWAY)
                .isPresent();
        if (!open || !ready(campaign, member.domain())) {
            return Optional.empty();
        }
        return Optional.of(offer(campaign, member.domain(), member.instance(), now, out));
    }

    /** An offer that leaves now, whether or not the domain is ready; the client asks its cache until it is. */
    Offer offer(Campaign campaign, DomainId domain, InstanceId instance, Instant now, List<CampaignEffect> out) {
        fly(campaign, instance, new Sent(now, Optional.empty()), out);
        return describe(campaign, domain, instance);
    }

    /** Signals as many as may be signalled now. */
    void send(Collection<Campaign> mostUrgentFirst, Instant now, List<CampaignEffect> out) {
        int granted = pace.grant(inFlight.slotsTaken(now), now);
        for (Campaign campaign : mostUrgentFirst) {
            campaign.wake(now);
            granted -= send(campaign, granted, now, out);
        }
    }

    private int send(Campaign campaign, int granted, Instant now, List<CampaignEffect> out) {
        int sent = 0;
        while (sent < granted) {
            Optional<InstanceId> next = campaign.draw(domain -> ready(campaign, domain));
            if (next.isEmpty()) {
                return sent;
            }
            if (signal(campaign, next.get(), now, out)) {
                pace.sent();
                sent++;
            }
        }
        return sent;
    }

    void answered(Campaign campaign, InstanceId instance, Delivery delivery, Instant now, List<CampaignEffect> out) {
        landed(new Flight(campaign.plan().campaign(), instance));
        boolean pending =
                campaign.progress(instance).filter(Progress.PENDING::equals).isPresent();
        switch (delivery) {
            case Delivery.Delivered() -> {
                pace.delivered();
                moveIf(pending, campaign, instance, Progress.SIGNALLED, out);
            }
            case Delivery.Overloaded(var retryAfter) -> {
                pace.overloaded(retryAfter, now);
                again(pending, campaign, instance, now.plus(jittered(retryAfter)));
            }
            case Delivery.Deferred(var until) -> {
                if (pending) {
                    defer(campaign, instance, until, now, out);
                }
            }
            case Delivery.Unreachable() -> retry(pending, campaign, instance, now, out);
            case Delivery.Absent() -> {
                subscribers.unsubscribe(instance).ifPresent(member -> persist(member, out));
                moveIf(pending, campaign, instance, Progress.AWAY, out);
            }
            case Delivery.NotSubscribed() -> {
                subscribers.unsubscribe(instance).ifPresent(member -> persist(member, out));
                again(pending, campaign, instance, now);
            }
            case Delivery.Refused() -> moveIf(pending, campaign, instance, Progress.REFUSED, out);
        }
    }

    /** The next hop wants fewer signals for a while. */
    void pressed(int lossPercent, Duration validity, Instant now) {
        pace.pressed(lossPercent, validity, now);
    }

    /** Counts an answer that belongs to no open campaign any more. */
    void landed(CampaignId campaign, InstanceId instance) {
        landed(new Flight(campaign, instance));
    }

    /** The instance cannot be reached any more; its campaigns go on without it. */
    void away(Campaign campaign, InstanceId instance, List<CampaignEffect> out) {
        boolean open = campaign.progress(instance)
                .filter(progress -> !progress.settled() && progress != Progress.AWAY)
                .isPresent();
        moveIf(open, campaign, instance, Progress.AWAY, out);
    }

    /** Signals whose answer never came. */
    List<CampaignEvent.SignalAnswered> overdue(Instant now) {
        return inFlight.leftUntil(now.minus(limits.answerPatience())).stream()
                .map(flight -> new CampaignEvent.SignalAnswered(
                        flight.campaign(), flight.instance(), new Delivery.Unreachable()))
                .toList();
    }

    Optional<Instant> nextDeadline(Collection<Campaign> campaigns) {
        Optional<Instant> timeout = inFlight.oldest().map(left -> left.plus(limits.answerPatience()));
        boolean queued = campaigns.stream().anyMatch(campaign -> campaign.anyQueued(domain -> ready(campaign, domain)));
        Optional<Instant> turn = inFlight.nextSlot().filter(slot -> queued).map(slot -> later(slot, pace.next()));
        return Earliest.of(
                Stream.of(timeout, turn, Earliest.of(campaigns.stream().map(Campaign::nextWake))));
    }

    void move(Campaign campaign, InstanceId instance, Progress progress, List<CampaignEffect> out) {
        boolean changed = campaign.progress(instance).filter(progress::equals).isEmpty();
        campaign.set(instance, progress);
        if (changed && progress.durable()) {
            keep(campaign, instance, progress, out);
        }
    }

    private static void keep(Campaign campaign, InstanceId instance, Progress progress, List<CampaignEffect> out) {
        out.add(new CampaignEffect.Persist(
                new StateRecord.InstanceProgressed(campaign.plan().campaign(), instance, progress)));
    }

    void persist(Member member, List<CampaignEffect> out) {
        out.add(new CampaignEffect.Persist(new StateRecord.MemberKnown(member)));
    }

    /** False when the release is for another product, or not above what the member runs; notes the latter. */
    private boolean wants(Campaign campaign, Member member, Optional<Progress> before, List<CampaignEffect> out) {
        ReleaseId release = campaign.plan().release();
        if (member.running().isEmpty()) {
            return true; // It only registered; the client itself decides by its sequence.
        }
        Running running = member.running().get();
        if (!running.product().equals(release.product())) {
            return false;
        }
        if (releases.isAbove(release, running)) {
            return true;
        }
        boolean told = before.filter(progress -> progress == Progress.SIGNALLED || progress == Progress.STARTED)
                        .isPresent()
                || inFlight.contains(new Flight(campaign.plan().campaign(), member.instance()));
        boolean installed = told && running.release().filter(release::equals).isPresent();
        move(campaign, member.instance(), installed ? Progress.INSTALLED : Progress.CURRENT, out);
        return false;
    }

    /** False when the instance turned out not to need or not to be able to take a signal. */
    private boolean signal(Campaign campaign, InstanceId instance, Instant now, List<CampaignEffect> out) {
        boolean due =
                campaign.progress(instance).filter(Progress.PENDING::equals).isPresent()
                        && !inFlight.contains(new Flight(campaign.plan().campaign(), instance));
        if (!due) {
            return false;
        }
        Optional<Member> found = subscribers.member(instance).filter(member -> member.reachable(now));
        if (found.filter(campaign::covers).isEmpty()) {
            away(campaign, instance, out);
            return false;
        }
        Member member = found.get();
        if (!wants(campaign, member, Optional.of(Progress.PENDING), out)) {
            return false;
        }
        if (!ready(campaign, member.domain())) { // It moved while it was queued.
            out.addAll(fills.order(
                    member.domain(), campaign.plan().release(), campaign.plan().campaign(), now));
            campaign.enqueue(member.domain(), instance);
            return false;
        }
        return member.subscribed(now) ? notify(campaign, member, now, out) : message(campaign, member, now, out);
    }

    private boolean notify(Campaign campaign, Member member, Instant now, List<CampaignEffect> out) {
        Offer offer = offer(campaign, member.domain(), member.instance(), now, out);
        out.add(new CampaignEffect.NotifyOffer(member.subscriber(), member.instance(), offer));
        return true;
    }

    private boolean message(Campaign campaign, Member member, Instant now, List<CampaignEffect> out) {
        if (messaged.contains(member.subscriber())) {
            campaign.enqueue(member.domain(), member.instance(), now.plus(SAME_SUBSCRIBER_PAUSE));
            return false;
        }
        fly(campaign, member.instance(), new Sent(now, Optional.of(member.subscriber())), out);
        messaged.add(member.subscriber());
        out.add(new CampaignEffect.MessageOffer(
                member.subscriber(), member.instance(), describe(campaign, member.domain(), member.instance())));
        return true;
    }

    /**
     * The subscriber wants no NOTIFY yet. What is urgent goes by MESSAGE, on the permit that the NOTIFY had; the rest waits, and those for
     * whom there is no room until they register or subscribe again.
     */
    private void defer(Campaign campaign, InstanceId instance, Instant until, Instant now, List<CampaignEffect> out) {
        Optional<Member> registered = subscribers.member(instance).filter(member -> member.registered(now));
        if (campaign.plan().urgency() != Urgency.OFFERED && registered.isPresent()) {
            message(campaign, registered.get(), now, out);
        } else if (campaign.waiting() < limits.maxDeferredInstances()) {
            again(true, campaign, instance, until);
        } else {
            move(campaign, instance, Progress.AWAY, out);
        }
    }

    private Offer describe(Campaign campaign, DomainId domain, InstanceId instance) {
        CampaignPlan plan = campaign.plan();
        return new Offer(
                plan.campaign(),
                plan.release(),
                plan.urgency() != Urgency.OFFERED,
                plan.deadline(),
                plan.spread(),
                fills.cacheFor(domain, plan.release(), instance));
    }

    private void retry(boolean pending, Campaign campaign, InstanceId instance, Instant now, List<CampaignEffect> out) {
        if (!pending) {
            return;
        }
        int attempts = campaign.tryInVain(instance);
        if (attempts >= limits.maxSignalAttempts()) {
            move(campaign, instance, Progress.AWAY, out);
        } else {
            Duration wait = limits.firstRetry().multipliedBy(1L << Math.min(attempts - 1, 10));
            again(true, campaign, instance, now.plus(jittered(wait)));
        }
    }

    private void again(boolean pending, Campaign campaign, InstanceId instance, Instant at) {
        if (pending) {
            subscribers
                    .member(instance)
                    .ifPresentOrElse(
                            member -> campaign.enqueue(member.domain(), instance, at),
                            () -> campaign.set(instance, Progress.AWAY));
        }
    }

    private void moveIf(
            boolean holds, Campaign campaign, InstanceId instance, Progress progress, List<CampaignEffect> out) {
        if (holds) {
            move(campaign, instance, progress, out);
        }
    }

    /** Kept before the answer comes, since an instance that was told may install and say so after a crash of ours. */
    private void fly(Campaign campaign, InstanceId instance, Sent sent, List<CampaignEffect> out) {
        if (campaign.progress(instance).filter(Progress.PENDING::equals).isPresent()) {
            keep(campaign, instance, Progress.PENDING, out);
        }
        var flight = new Flight(campaign.plan().campaign(), instance);
        landed(flight); // A second signal to the same instance takes the place of the first, at the end of the row.
        inFlight.add(flight, sent);
    }

    private void landed(Flight flight) {
        inFlight.remove(flight).flatMap(Sent::byMessage).ifPresent(messaged::remove);
    }

    private boolean ready(Campaign campaign, DomainId domain) {
        ReleaseId release = campaign.plan().release();
        return fills.ready(domain, release) && !releases.isStopped(release);
    }

    /** At least the wait itself, since coming early is what the other side asked us not to do. */
    private Duration jittered(Duration wait) {
        return wait.plusMillis((long) (wait.toMillis() * random.nextDouble() / 2));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static boolean over(Progress progress) {
        return progress.settled() && progress != Progress.CURRENT;
    }
}
