package dev.patchwave.source.core;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.table.IntPages;
import dev.patchwave.table.LongPages;
import dev.patchwave.table.SlotIndex;
import dev.patchwave.table.Slots;
import java.util.UUID;

/**
 * A slot for each instance that anybody here remembers, so that tables and campaigns can speak of it in four bytes. A slot is kept as long
 * as somebody holds it. 32 bytes for each instance. Not thread-safe; belongs to one core.
 */
final class Instances {
    /** In place of a slot: the instance is not remembered. */
    static final int NONE = SlotIndex.NONE;

    private final Slots slots = new Slots();
    private final LongPages upper = new LongPages();
    private final LongPages lower = new LongPages();
    private final IntPages holds = new IntPages();
    private final SlotIndex index = new SlotIndex();

    int find(InstanceId instance) {
        UUID uuid = instance.uuid();
        int slot = index.first(uuid.hashCode());
        while (slot != NONE
                && (upper.get(slot) != uuid.getMostSignificantBits()
                        || lower.get(slot) != uuid.getLeastSignificantBits())) {
            slot = index.after(slot);
        }
        return slot;
    }

    InstanceId at(int slot) {
        return new InstanceId(new UUID(upper.get(slot), lower.get(slot)));
    }

    /** The slot of an instance, held once more. */
    int hold(InstanceId instance) {
        int known = find(instance);
        int slot = known == NONE ? add(instance.uuid()) : known;
        holds.set(slot, holds.get(slot) + 1);
        return slot;
    }

    /** Lets go of a slot that was held; it is given to another instance once nobody holds it. */
    void release(int slot) {
        int left = holds.get(slot) - 1;
        holds.set(slot, left);
        if (left == 0) {
            index.remove(slot);
            slots.giveBack(slot);
        }
    }

    /** How many are remembered. */
    int size() {
        return slots.taken();
    }

    private int add(UUID uuid) {
        int slot = slots.take();
        upper.set(slot, uuid.getMostSignificantBits());
        lower.set(slot, uuid.getLeastSignificantBits());
        index.add(slot, uuid.hashCode());
        return slot;
    }
}
