package dev.patchwave.source.core;

import dev.patchwave.compact.IntColumn;
import dev.patchwave.compact.SlotQueue;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Who is registered or subscribed, found by instance, by subscriber and by domain. An instance is known as long as its
 * registration or its subscription lasts; an instance that de-registers is gone at once (it must not be sent to any more).
 *
 * <p>Not thread-safe; belongs to one core. Some 140 bytes for each instance; a {@link Member} is a picture of the moment.
 */
final class Subscribers {
    private static final Duration EXPIRY_STEP = Duration.ofMinutes(1);

    private final MemberTable members = new MemberTable();
    private final DomainRows byDomain = new DomainRows();
    private final IntColumn lookedAtSteps = new IntColumn();
    private final SlotQueue byExpiry = new SlotQueue(lookedAtSteps::get); // Each instance once.

    int size() {
        return members.size();
    }

    Optional<Member> member(InstanceId instance) {
        int row = members.find(instance);
        return row == MemberTable.NONE ? Optional.empty() : Optional.of(members.member(row));
    }

    /** The instances of a subscriber, in the order in which they came. */
    List<InstanceId> of(SubscriberId subscriber) {
        return members.of(subscriber);
    }

    /** The instances in a domain, in the order in which they came; changes with this table. */
    Collection<InstanceId> in(DomainId domain) {
        return new AbstractCollection<>() {
            @Override
            public Iterator<InstanceId> iterator() {
                return byDomain.in(domain, members::instance);
            }

            @Override
            public int size() {
                return byDomain.size(domain);
            }
        };
    }

    /** A registration, new, refreshed or in another domain. */
    Member register(SubscriberId subscriber, InstanceId instance, DomainId domain, Instant until) {
        return keep(known(subscriber, instance, domain).registeredIn(domain, until));
    }

    /** A subscription, new or refreshed; tells what the instance runs. */
    Member subscribe(SubscriberId subscriber, InstanceId instance, DomainId domain, Running running, Instant until) {
        return keep(known(subscriber, instance, domain).subscribedIn(domain, running, until));
    }

    /** The instance said that it runs something else now. Empty when it is not known. */
    Optional<Member> runs(InstanceId instance, Running running) {
        return member(instance).map(member -> keep(member.running(running)));
    }

    /** The subscription is over. Empty when there was none. */
    Optional<Member> unsubscribe(InstanceId instance) {
        return member(instance)
                .filter(member -> !member.subscribedUntil().equals(Instant.EPOCH))
                .map(member -> keep(new Member(
                        member.subscriber(),
                        instance,
                        member.domain(),
                        member.running(),
                        member.registeredUntil(),
                        Instant.EPOCH)));
    }

    /** Takes a member as it was before a restart. */
    void restore(Member member) {
        takeFromOthers(member.instance(), member.subscriber());
        keep(member);
    }

    /** Who it was; empty when it was not known. */
    Optional<Member> remove(InstanceId instance) {
        int row = members.find(instance);
        return row == MemberTable.NONE ? Optional.empty() : Optional.of(remove(row));
    }

    /** Removes whoever is no longer reachable, and tells who that was. */
    List<Member> expire(Instant now) {
        var gone = new ArrayList<Member>();
        for (var next = nextExpiry(); next.isPresent() && !next.get().isAfter(now); next = nextExpiry()) {
            int row = byExpiry.first();
            if (members.reachableUntil(row).isAfter(now)) {
                lookAtTheEndOf(row);
                byExpiry.changed(row);
            } else {
                gone.add(remove(row));
            }
        }
        return gone;
    }

    /** When {@link #expire} may have something to do. */
    Optional<Instant> nextExpiry() {
        return byExpiry.size() == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(EXPIRY_STEP.toMillis() * lookedAtSteps.get(byExpiry.first())));
    }

    private Member remove(int row) {
        Member gone = members.member(row);
        byDomain.remove(gone.domain(), row);
        byExpiry.remove(row);
        members.remove(row);
        return gone;
    }

    private Member known(SubscriberId subscriber, InstanceId instance, DomainId domain) {
        takeFromOthers(instance, subscriber);
        return member(instance)
                .orElseGet(
                        () -> new Member(subscriber, instance, domain, Optional.empty(), Instant.EPOCH, Instant.EPOCH));
    }

    /** Devices change hands. */
    private void takeFromOthers(InstanceId instance, SubscriberId subscriber) {
        if (member(instance)
                .filter(known -> !known.subscriber().equals(subscriber))
                .isPresent()) {
            remove(instance);
        }
    }

    private Member keep(Member member) {
        int row = members.find(member.instance());
        if (row == MemberTable.NONE) {
            add(member);
        } else {
            replace(row, member);
        }
        return member;
    }

    private void add(Member member) {
        int row = members.add(member);
        byDomain.add(member.domain(), row);
        lookAtTheEndOf(row);
        byExpiry.add(row);
    }

    /** It is looked at when it was going to be; whoever refreshes need not be moved each time. */
    private void replace(int row, Member member) {
        DomainId before = members.domain(row);
        members.replace(row, member);
        if (!before.equals(member.domain())) {
            byDomain.remove(before, row);
            byDomain.add(member.domain(), row);
        }
    }

    private void lookAtTheEndOf(int row) {
        long steps = Math.ceilDiv(members.reachableUntil(row).toEpochMilli(), EXPIRY_STEP.toMillis());
        lookedAtSteps.set(row, (int) Math.min(Integer.MAX_VALUE, steps));
    }
}
