package dev.patchwave.simulator.scenario;

import dev.patchwave.simulator.network.Network;
import dev.patchwave.simulator.network.Node;
import dev.patchwave.simulator.network.VirtualTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what leaves whose uplink: in all, in each tenth of a second, and from site to site. */
final class UplinkUse implements Network.Meter {
    static final int SLOTS_PER_SECOND = 10;
    private static final long SLOT_NANOS = 1_000_000_000L / SLOTS_PER_SECOND;

    /** Who is alike in the table. */
    enum Role {
        SOURCE,
        CACHE,
        CLIENT
    }

    private final Map<Role, Series> series = new EnumMap<>(Role.class);
    private final Map<Node, Sender> senders = new HashMap<>(); // Never iterated.
    private VirtualTime time;
    private int sourceSite;
    private long crossing;
    private long crossingDomains;

    /** Before the first chunk. */
    void reads(VirtualTime clock) {
        time = clock;
    }

    void add(Node node, Role role) {
        senders.put(node, new Sender(series.computeIfAbsent(role, first -> new Series())));
        if (role == Role.SOURCE) {
            sourceSite = node.site();
        }
    }

    @Override
    public void sent(Node from, Node to, int size) {
        var sender = senders.get(from);
        sender.bytes += size;
        sender.role.add((int) (time.nanos() / SLOT_NANOS), size);
        if (from.site() != to.site()) {
            crossing += size;
            crossingDomains += from.site() != sourceSite && to.site() != sourceSite ? size : 0;
        }
    }

    long sent(Node node) {
        return senders.get(node).bytes;
    }

    long crossing() {
        return crossing;
    }

    long crossingDomains() {
        return crossingDomains;
    }

    /** Bytes of a role from one time to another, in seconds. */
    double between(Role role, double from, double to) {
        return series.get(role).sum((int) Math.round(from * SLOTS_PER_SECOND), (int) Math.round(to * SLOTS_PER_SECOND));
    }

    private static final class Sender {
        private final Series role;
        private long bytes;

        private Sender(Series role) {
            this.role = role;
        }
    }

    /** Bytes in each slot of time. */
    private static final class Series {
        private long[] slots = new long[1 << 10];

        private void add(int slot, int bytes) {
            if (slot >= slots.length) {
                slots = Arrays.copyOf(slots, slot * 2);
            }
            slots[slot] += bytes;
        }

        private double sum(int first, int end) {
            return Arrays.stream(slots, Math.min(first, slots.length), Math.min(end, slots.length))
                    .sum();
        }
    }
}
