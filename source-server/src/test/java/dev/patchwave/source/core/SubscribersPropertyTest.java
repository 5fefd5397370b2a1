package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table agrees with plain maps, whatever comes and goes. */
class SubscribersPropertyTest {
    private static final int STEPS = 2_000;
    private static final int INSTANCES = 60;
    private static final int SUBSCRIBERS = 15;
    private static final List<DomainId> DOMAINS = List.of(AREA_1, AREA_2, BARE);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 30);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithPlainMaps(long seed) {
        var run = new Run(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            run.step("seed " + seed + " step " + step);
            run.check("seed " + seed + " step " + step);
        }
    }

    private static final class Run {
        private final Random random;
        private final Instances instances = new Instances();
        private final Subscribers subscribers = new Subscribers(instances);
        private final Map<InstanceId, Member> model = new LinkedHashMap<>(); // In order of arrival.
        private final Map<DomainId, LinkedHashSet<InstanceId>> domains = new LinkedHashMap<>();
        private final Map<InstanceId, Instant> latestEnds = new LinkedHashMap<>();
        private Instant now = T0;

        Run(Random random) {
            this.random = random;
            DOMAINS.forEach(domain -> domains.put(domain, new LinkedHashSet<>()));
        }

        void step(String where) {
            InstanceId instance = phoneOf("phone " + random.nextInt(INSTANCES));
            SubscriberId subscriber = subscriber("user" + random.nextInt(SUBSCRIBERS));
            DomainId domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
            var running = new Running("patchwave", "ims-client", "1." + random.nextInt(6));
            Instant until = now.plusMillis(1 + random.nextInt(600_000));
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    keep(known(subscriber, instance, domain).registeredIn(domain, until));
                    assertEquals(model.get(instance), subscribers.register(subscriber, instance, domain, until), where);
                }
                case 2, 3 -> {
                    keep(known(subscriber, instance, domain).subscribedIn(domain, running, until));
                    assertEquals(
                            model.get(instance),
                            subscribers.subscribe(subscriber, instance, domain, running, until),
                            where);
                }
                case 4 -> {
                    Optional.ofNullable(model.get(instance)).ifPresent(there -> keep(there.running(running)));
                    assertEquals(Optional.ofNullable(model.get(instance)), subscribers.runs(instance, running), where);
                }
                case 5 -> assertEquals(unsubscribed(instance), subscribers.unsubscribe(instance), where);
                case 6 -> assertEquals(removed(instance), subscribers.remove(instance), where);
                default -> pass(where);
            }
        }

        void check(String where) {
            assertEquals(model.size(), subscribers.size(), where);
            InstanceId instance = phoneOf("phone " + random.nextInt(INSTANCES));
            assertEquals(Optional.ofNullable(model.get(instance)), subscribers.member(instance), where);
            SubscriberId subscriber = subscriber("user" + random.nextInt(SUBSCRIBERS));
            assertEquals(
                    model.values().stream()
                            .filter(member -> member.subscriber().equals(subscriber))
                            .map(Member::instance)
                            .toList(),
                    subscribers.of(subscriber),
                    where);
            DomainId domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
            var inDomain = new ArrayList<InstanceId>();
            subscribers.in(domain, slot -> inDomain.add(instances.at(slot)));
            assertEquals(List.copyOf(domains.get(domain)), inDomain, where);
            assertEquals(model.size(), instances.size(), where);
        }

        /** Nobody goes before the end; nobody stays more than a minute after the latest end that was ever told. */
        private void pass(String where) {
            now = now.plusSeconds(random.nextInt(120));
            List<Member> gone = subscribers.expire(now);
            for (Member member : gone) {
                assertTrue(!member.reachable(now), where + ": " + member);
                assertEquals(Optional.of(member), removed(member.instance()), where);
            }
            Instant aMinuteAgo = now.minus(Duration.ofMinutes(1));
            model.values()
                    .forEach(member ->
                            assertTrue(latestEnds.get(member.instance()).isAfter(aMinuteAgo), where + ": " + member));
            Optional<Instant> firstEnd =
                    model.values().stream().map(Member::reachableUntil).min(Comparator.naturalOrder());
            assertEquals(firstEnd.isPresent(), subscribers.nextExpiry().isPresent(), where);
            subscribers.nextExpiry().ifPresent(next -> assertTrue(next.isAfter(now), where));
        }

        private Member known(SubscriberId subscriber, InstanceId instance, DomainId domain) {
            Member known = model.get(instance);
            if (known != null && !known.subscriber().equals(subscriber)) {
                removed(instance);
                known = null;
            }
            return known != null
                    ? known
                    : new Member(subscriber, instance, domain, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
        }

        private void keep(Member member) {
            Member before = model.put(member.instance(), member);
            if (before != null && !before.domain().equals(member.domain())) {
                domains.get(before.domain()).remove(member.instance());
            }
            domains.get(member.domain()).add(member.instance());
            latestEnds.merge(
                    member.instance(), member.reachableUntil(), (one, other) -> one.isAfter(other) ? one : other);
        }

        private Optional<Member> unsubscribed(InstanceId instance) {
            Member member = model.get(instance);
            if (member == null || member.subscribedUntil().equals(Instant.EPOCH)) {
                return Optional.empty();
            }
            var without = new Member(
                    member.subscriber(),
                    instance,
                    member.domain(),
                    member.running(),
                    member.registeredUntil(),
                    Instant.EPOCH);
            keep(without);
            return Optional.of(without);
        }

        private Optional<Member> removed(InstanceId instance) {
            Member gone = model.remove(instance);
            latestEnds.remove(instance);
            if (gone != null) {
                domains.get(gone.domain()).remove(instance);
            }
            return Optional.ofNullable(gone);
        }
    }
}
