package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.table.IntPages;
import dev.patchwave.table.SlotIndex;
import dev.patchwave.table.SlotLists;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Who is registered or subscribed, found by instance, by subscriber and by domain. An instance is known as long as its
 * registration or its subscription lasts; an instance that de-registers is gone at once (it must not be sent to any more).
 *
 * <p>Not thread-safe; belongs to one core. Some 140 bytes for each instance, that in {@link Instances} included.
 */
final class Subscribers {
    private static final long STEP_MILLIS = Duration.ofMinutes(1).toMillis();

    private final Instances instances;
    private final MemberTable members = new MemberTable();
    private final SlotIndex bySubscriber = new SlotIndex();
    private final SlotLists<DomainId> byDomain = new SlotLists<>();
    private final SlotLists<Integer> byExpiry = new SlotLists<>(); // By the step in which it was last looked for.
    private final IntPages watchedIn = new IntPages();
    private int size;

    Subscribers(Instances instances) {
        this.instances = instances;
    }

    int size() {
        return size;
    }

    Optional<Member> member(InstanceId instance) {
        int slot = slot(instance);
        return slot == Instances.NONE ? Optional.empty() : Optional.of(members.get(slot, instance));
    }

    /** The instances of a subscriber, in the order in which they came. */
    List<InstanceId> of(SubscriberId subscriber) {
        var found = new ArrayList<InstanceId>();
        int slot = bySubscriber.first(subscriber.uri().hashCode());
        for (; slot != SlotIndex.NONE; slot = bySubscriber.after(slot)) {
            if (members.subscriber(slot).equals(subscriber)) {
                found.add(instances.at(slot));
            }
        }
        return found;
    }

    /** The slot of each instance in a domain, in the order in which they came. Nothing may be changed meanwhile. */
    void in(DomainId domain, IntConsumer slots) {
        for (int slot = byDomain.first(domain); slot != SlotLists.NONE; slot = byDomain.after(slot)) {
            slots.accept(slot);
        }
    }

    /** How many instances are in a domain. */
    long count(DomainId domain) {
        long found = 0;
        for (int slot = byDomain.first(domain); slot != SlotLists.NONE; slot = byDomain.after(slot)) {
            found++;
        }
        return found;
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
        Optional<Member> gone = member(instance);
        if (gone.isPresent()) {
            remove(slot(instance));
        }
        return gone;
    }

    /** Removes whoever is no longer reachable, and tells who that was. */
    List<Member> expire(Instant now) {
        var gone = new ArrayList<Member>();
        while (nextExpiry().filter(next -> !next.isAfter(now)).isPresent()) {
            int step = byExpiry.firstKey();
            int slot = byExpiry.first(step);
            if (members.reachableUntil(slot) > now.toEpochMilli()) {
                byExpiry.remove(step, slot);
                watch(slot);
            } else {
                gone.add(members.get(slot, instances.at(slot)));
                remove(slot);
            }
        }
        return gone;
    }

    /** When {@link #expire} may have something to do. */
    Optional<Instant> nextExpiry() {
        return byExpiry.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(byExpiry.firstKey() * STEP_MILLIS));
    }

    private int slot(InstanceId instance) {
        int slot = instances.find(instance);
        return slot != Instances.NONE && members.has(slot) ? slot : Instances.NONE;
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
        int slot = slot(member.instance());
        if (slot == Instances.NONE) {
            slot = instances.hold(member.instance());
            bySubscriber.add(slot, member.subscriber().uri().hashCode());
            byDomain.add(member.domain(), slot);
            size++;
            members.set(slot, member);
            watch(slot);
        } else {
            move(slot, member.domain());
            members.set(slot, member);
        }
        return member;
    }

    private void move(int slot, DomainId domain) {
        DomainId before = members.domain(slot);
        if (!before.equals(domain)) {
            byDomain.remove(before, slot);
            byDomain.add(domain, slot);
        }
    }

    private void remove(int slot) {
        bySubscriber.remove(slot);
        byDomain.remove(members.domain(slot), slot);
        byExpiry.remove(watchedIn.get(slot), slot);
        members.clear(slot);
        instances.release(slot);
        size--;
    }

    /** Looked for where it ends as things stand; a refresh does not move it, it is put off when its time comes. */
    private void watch(int slot) {
        int step = (int) Math.ceilDiv(members.reachableUntil(slot), STEP_MILLIS);
        watchedIn.set(slot, step);
        byExpiry.add(step, slot);
    }
}
