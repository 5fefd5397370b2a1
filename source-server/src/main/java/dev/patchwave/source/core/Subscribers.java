package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is registered or subscribed, found by instance, by subscriber and by domain. An instance is known as long as its
 * registration or its subscription lasts; an instance that de-registers is gone at once (it must not be sent to any more).
 *
 * <p>Not thread-safe; belongs to one core. Some 0.4 kB for each instance.
 */
final class Subscribers {
    private static final Duration EXPIRY_STEP = Duration.ofMinutes(1);
    private static final int MAX_SHARED_VERSIONS = 4096;

    private final Map<InstanceId, Member> members = new LinkedHashMap<>();
    private final Map<SubscriberId, List<InstanceId>> bySubscriber = new LinkedHashMap<>();
    private final Map<DomainId, Set<InstanceId>> byDomain = new TreeMap<>();
    private final NavigableMap<Instant, List<InstanceId>> byExpiry = new TreeMap<>(); // Each instance once.
    private final Map<Running, Running> shared = new LinkedHashMap<>(); // Millions run the same few versions.
    private final Map<DomainId, DomainId> sharedDomains = new TreeMap<>();

    int size() {
        return members.size();
    }

    Optional<Member> member(InstanceId instance) {
        return Optional.ofNullable(members.get(instance));
    }

    /** The instances of a subscriber, in the order in which they came. */
    List<InstanceId> of(SubscriberId subscriber) {
        return List.copyOf(bySubscriber.getOrDefault(subscriber, List.of()));
    }

    /** The instances in a domain, in the order in which they came; changes with this table. */
    Collection<InstanceId> in(DomainId domain) {
        return Collections.unmodifiableCollection(byDomain.getOrDefault(domain, Set.of()));
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
        keep(member);
    }

    /** Who it was; empty when it was not known. */
    Optional<Member> remove(InstanceId instance) {
        Member gone = members.remove(instance);
        if (gone == null) {
            return Optional.empty();
        }
        byDomain.get(gone.domain()).remove(instance);
        bySubscriber.computeIfPresent(gone.subscriber(), (subscriber, instances) -> without(instances, instance));
        return Optional.of(gone);
    }

    /** Removes whoever is no longer reachable, and tells who that was. */
    List<Member> expire(Instant now) {
        var gone = new ArrayList<Member>();
        while (!byExpiry.isEmpty() && !byExpiry.firstKey().isAfter(now)) {
            byExpiry.pollFirstEntry().getValue().forEach(instance -> expire(instance, now, gone));
        }
        return gone;
    }

    /** When {@link #expire} may have something to do. */
    Optional<Instant> nextExpiry() {
        return byExpiry.isEmpty() ? Optional.empty() : Optional.of(byExpiry.firstKey());
    }

    private void expire(InstanceId instance, Instant now, List<Member> gone) {
        Member member = members.get(instance);
        if (member == null) {
            return;
        }
        if (member.reachable(now)) {
            watch(member);
        } else {
            remove(instance).ifPresent(gone::add);
        }
    }

    private Member known(SubscriberId subscriber, InstanceId instance, DomainId domain) {
        Member member = members.get(instance);
        if (member != null && !member.subscriber().equals(subscriber)) {
            remove(instance); // The device changed hands.
            member = null;
        }
        return member != null
                ? member
                : new Member(subscriber, instance, domain, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
    }

    private Member keep(Member told) {
        var member = new Member(
                told.subscriber(),
                told.instance(),
                sharedDomains.computeIfAbsent(told.domain(), domain -> domain),
                told.running().map(this::shared),
                told.registeredUntil(),
                told.subscribedUntil());
        Member before = members.put(member.instance(), member);
        if (before == null) {
            bySubscriber.merge(member.subscriber(), List.of(member.instance()), Subscribers::joined);
            watch(member);
        }
        if (before == null || !before.domain().equals(member.domain())) {
            move(Optional.ofNullable(before), member);
        }
        return member;
    }

    private void move(Optional<Member> before, Member member) {
        before.ifPresent(old -> byDomain.get(old.domain()).remove(old.instance()));
        byDomain.computeIfAbsent(member.domain(), domain -> new LinkedHashSet<>())
                .add(member.instance());
    }

    private Running shared(Running running) {
        if (shared.size() >= MAX_SHARED_VERSIONS) {
            shared.clear();
        }
        return shared.computeIfAbsent(running, same -> same);
    }

    private void watch(Member member) {
        long stepMillis = EXPIRY_STEP.toMillis();
        long roundedUp = Math.ceilDiv(member.reachableUntil().toEpochMilli(), stepMillis) * stepMillis;
        byExpiry.computeIfAbsent(Instant.ofEpochMilli(roundedUp), step -> new ArrayList<>())
                .add(member.instance());
    }

    private static List<InstanceId> joined(List<InstanceId> known, List<InstanceId> more) {
        var all = new ArrayList<>(known);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static List<InstanceId> without(List<InstanceId> instances, InstanceId gone) {
        List<InstanceId> rest =
                instances.stream().filter(instance -> !instance.equals(gone)).toList();
        return rest.isEmpty() ? null : rest;
    }
}
