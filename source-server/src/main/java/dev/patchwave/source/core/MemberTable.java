package dev.patchwave.source.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.patchwave.compact.BytesColumn;
import dev.patchwave.compact.IntColumn;
import dev.patchwave.compact.LongColumn;
import dev.patchwave.compact.SlotIndex;
import dev.patchwave.compact.Slots;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Members as rows of columns, found by instance and by subscriber; a {@link Member} is made anew whenever it is asked for. Times
 * are kept to the millisecond. Some 110 bytes for each.
 *
 * <p>Not thread-safe; belongs to one {@link Subscribers}.
 */
final class MemberTable {
    static final int NONE = SlotIndex.NONE;

    private static final int NOT_KNOWN = -1;

    private final Slots slots = new Slots();
    private final LongColumn highBits = new LongColumn();
    private final LongColumn lowBits = new LongColumn();
    private final BytesColumn subscribers = new BytesColumn();
    private final IntColumn domains = new IntColumn();
    private final IntColumn runnings = new IntColumn();
    private final LongColumn registeredUntilMillis = new LongColumn();
    private final LongColumn subscribedUntilMillis = new LongColumn();
    private final SlotIndex byInstance = new SlotIndex(this::instanceHash);
    private final SlotIndex bySubscriber = new SlotIndex(slot -> Arrays.hashCode(subscribers.get(slot)));
    private final SharedValues<DomainId> sharedDomains = new SharedValues<>();
    private final SharedValues<Running> sharedRunnings = new SharedValues<>();

    int size() {
        return slots.size();
    }

    /** The row of an instance, or {@link #NONE}. */
    int find(InstanceId instance) {
        UUID uuid = instance.uuid();
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        int slot = byInstance.first(Long.hashCode(high ^ low));
        while (slot != NONE && (highBits.get(slot) != high || lowBits.get(slot) != low)) {
            slot = byInstance.next(slot);
        }
        return slot;
    }

    /** The instances of a subscriber, in the order in which they came. */
    List<InstanceId> of(SubscriberId subscriber) {
        byte[] uri = bytes(subscriber);
        var found = new ArrayList<InstanceId>();
        for (int slot = bySubscriber.first(Arrays.hashCode(uri)); slot != NONE; slot = bySubscriber.next(slot)) {
            if (Arrays.equals(subscribers.get(slot), uri)) {
                found.add(instance(slot));
            }
        }
        return found;
    }

    InstanceId instance(int slot) {
        return new InstanceId(new UUID(highBits.get(slot), lowBits.get(slot)));
    }

    DomainId domain(int slot) {
        return sharedDomains.get(domains.get(slot));
    }

    Instant reachableUntil(int slot) {
        return Instant.ofEpochMilli(Math.max(registeredUntilMillis.get(slot), subscribedUntilMillis.get(slot)));
    }

    Member member(int slot) {
        int running = runnings.get(slot);
        return new Member(
                new SubscriberId(new String(subscribers.get(slot), US_ASCII)),
                instance(slot),
                domain(slot),
                running == NOT_KNOWN ? Optional.empty() : Optional.of(sharedRunnings.get(running)),
                Instant.ofEpochMilli(registeredUntilMillis.get(slot)),
                Instant.ofEpochMilli(subscribedUntilMillis.get(slot)));
    }

    /** Makes a row for a member that has none, and tells which. */
    int add(Member member) {
        int slot = slots.take();
        UUID uuid = member.instance().uuid();
        highBits.set(slot, uuid.getMostSignificantBits());
        lowBits.set(slot, uuid.getLeastSignificantBits());
        subscribers.set(slot, bytes(member.subscriber()));
        byInstance.add(slot);
        bySubscriber.add(slot);
        write(slot, member);
        return slot;
    }

    /** Writes what may change of a member over its row: all but instance and subscriber. */
    void replace(int slot, Member member) {
        int domain = domains.get(slot);
        int running = runnings.get(slot);
        write(slot, member);
        release(domain, running);
    }

    void remove(int slot) {
        byInstance.remove(slot);
        bySubscriber.remove(slot);
        release(domains.get(slot), runnings.get(slot));
        subscribers.clear(slot);
        slots.release(slot);
    }

    private void write(int slot, Member member) {
        domains.set(slot, sharedDomains.take(member.domain()));
        runnings.set(slot, member.running().map(sharedRunnings::take).orElse(NOT_KNOWN));
        registeredUntilMillis.set(slot, member.registeredUntil().toEpochMilli());
        subscribedUntilMillis.set(slot, member.subscribedUntil().toEpochMilli());
    }

    private void release(int domain, int running) {
        sharedDomains.release(domain);
        if (running != NOT_KNOWN) {
            sharedRunnings.release(running);
        }
    }

    private int instanceHash(int slot) {
        return Long.hashCode(highBits.get(slot) ^ lowBits.get(slot));
    }

    /** Its form allows ASCII only. */
    private static byte[] bytes(SubscriberId subscriber) {
        return subscriber.uri().getBytes(US_ASCII);
    }
}
