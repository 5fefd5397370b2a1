package dev.patchwave.source.core;

import dev.patchwave.compact.ByteColumn;
import dev.patchwave.compact.LongColumn;
import dev.patchwave.compact.SlotIndex;
import dev.patchwave.signal.InstanceId;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * How far each instance has come in one campaign. An instance keeps the row that it came into, so rows are in the order in which
 * instances came. Some 26 bytes for each. Not thread-safe; belongs to one {@link Campaign}.
 */
final class ProgressTable {
    static final int NONE = SlotIndex.NONE;

    private static final List<Progress> ALL = List.of(Progress.values());

    private final LongColumn highBits = new LongColumn();
    private final LongColumn lowBits = new LongColumn();
    private final ByteColumn progress = new ByteColumn();
    private final ByteColumn vainAttempts = new ByteColumn();
    private final SlotIndex byInstance = new SlotIndex(this::hash);
    private int size;

    int size() {
        return size;
    }

    /** The row of an instance, or {@link #NONE}. */
    int find(InstanceId instance) {
        long high = instance.uuid().getMostSignificantBits();
        long low = instance.uuid().getLeastSignificantBits();
        int row = byInstance.first(Long.hashCode(high ^ low));
        while (row != NONE && (highBits.get(row) != high || lowBits.get(row) != low)) {
            row = byInstance.next(row);
        }
        return row;
    }

    /** Makes a row for an instance that has none. */
    int add(InstanceId instance, Progress now) {
        int row = size++;
        highBits.set(row, instance.uuid().getMostSignificantBits());
        lowBits.set(row, instance.uuid().getLeastSignificantBits());
        byInstance.add(row);
        set(row, now);
        return row;
    }

    InstanceId instance(int row) {
        return new InstanceId(new UUID(highBits.get(row), lowBits.get(row)));
    }

    Progress get(int row) {
        return ALL.get(progress.get(row));
    }

    void set(int row, Progress now) {
        progress.set(row, (byte) ALL.indexOf(now));
        if (now != Progress.PENDING) {
            vainAttempts.set(row, (byte) 0);
        }
    }

    /** Counts a vain attempt, and tells how many there were; more than 127 count as 127. */
    int tryInVain(int row) {
        int attempts = Math.min(vainAttempts.get(row) + 1, Byte.MAX_VALUE);
        vainAttempts.set(row, (byte) attempts);
        return attempts;
    }

    /** The rows that are not settled, in order. */
    IntStream unsettled() {
        return IntStream.range(0, size).filter(row -> !get(row).settled());
    }

    private int hash(int row) {
        return Long.hashCode(highBits.get(row) ^ lowBits.get(row));
    }
}
