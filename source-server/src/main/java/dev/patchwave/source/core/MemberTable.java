package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.table.LongPages;
import dev.patchwave.table.ObjectPages;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The columns of {@link Member}, by the slot of its instance: 24 bytes, and some 48 for the identity. Times are kept to the millisecond.
 * Not thread-safe; belongs to one core.
 */
final class MemberTable {
    private static final int MAX_SHARED_VERSIONS = 4096;

    private final ObjectPages<byte[]> identities = new ObjectPages<>(); // Null: no member.
    private final ObjectPages<DomainId> domains = new ObjectPages<>();
    private final ObjectPages<Running> running = new ObjectPages<>(); // Null: it only registered.
    private final LongPages registeredUntil = new LongPages();
    private final LongPages subscribedUntil = new LongPages();
    private final Map<Running, Running> sharedVersions = new LinkedHashMap<>(); // Millions run the same few.
    private final Map<DomainId, DomainId> sharedDomains = new TreeMap<>();

    boolean has(int slot) {
        return identities.get(slot) != null;
    }

    /** The member in this slot, which there is. */
    Member get(int slot, InstanceId instance) {
        return new Member(
                subscriber(slot),
                instance,
                domains.get(slot),
                Optional.ofNullable(running.get(slot)),
                Instant.ofEpochMilli(registeredUntil.get(slot)),
                Instant.ofEpochMilli(subscribedUntil.get(slot)));
    }

    SubscriberId subscriber(int slot) {
        return new SubscriberId(new String(identities.get(slot), StandardCharsets.US_ASCII));
    }

    DomainId domain(int slot) {
        return domains.get(slot);
    }

    /** When it is no longer reachable, in milliseconds. */
    long reachableUntil(int slot) {
        return Math.max(registeredUntil.get(slot), subscribedUntil.get(slot));
    }

    void set(int slot, Member member) {
        if (!has(slot)) {
            identities.set(slot, member.subscriber().uri().getBytes(StandardCharsets.US_ASCII));
        }
        domains.set(slot, sharedDomains.computeIfAbsent(member.domain(), domain -> domain));
        running.set(slot, member.running().map(this::shared).orElse(null));
        registeredUntil.set(slot, member.registeredUntil().toEpochMilli());
        subscribedUntil.set(slot, member.subscribedUntil().toEpochMilli());
    }

    void clear(int slot) {
        identities.set(slot, null);
        running.set(slot, null);
    }

    private Running shared(Running version) {
        if (sharedVersions.size() >= MAX_SHARED_VERSIONS) {
            sharedVersions.clear();
        }
        return sharedVersions.computeIfAbsent(version, same -> same);
    }
}
