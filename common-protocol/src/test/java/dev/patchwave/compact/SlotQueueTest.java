package dev.patchwave.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlotQueueTest {
    private static final int STEPS = 2_000;
    private static final int SLOTS = 300;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void comesByRisingKeyWhateverLeavesOrChanges(long seed) {
        var random = new Random(seed);
        int keys = 1 + random.nextInt(1_000);
        var keyOfSlot = new LongColumn();
        var queue = new SlotQueue(keyOfSlot::get);
        Map<Integer, Long> model = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            int slot = random.nextInt(SLOTS);
            if (!model.containsKey(slot)) {
                keyOfSlot.set(slot, random.nextInt(keys));
                queue.add(slot);
                model.put(slot, keyOfSlot.get(slot));
            } else if (random.nextBoolean()) {
                queue.remove(slot);
                model.remove(slot);
            } else {
                keyOfSlot.set(slot, random.nextInt(keys));
                queue.changed(slot);
                model.put(slot, keyOfSlot.get(slot));
            }
            check(queue, keyOfSlot, model, random.nextInt(keys), random.nextInt(20), "seed " + seed + " step " + step);
        }
    }

    @Test
    void anEmptyQueueHasNoFirst() {
        var queue = new SlotQueue(slot -> slot);

        assertThrows(IllegalStateException.class, queue::first);
        assertEquals(List.of(), queue.upTo(Long.MAX_VALUE, 10).boxed().toList());
    }

    private static void check(
            SlotQueue queue, LongColumn keyOfSlot, Map<Integer, Long> model, long most, int limit, String where) {
        List<Integer> slots = queue.upTo(most, limit).boxed().toList();
        List<Long> expected = model.values().stream()
                .filter(key -> key <= most)
                .sorted()
                .limit(limit)
                .toList();
        assertEquals(expected, slots.stream().map(keyOfSlot::get).toList(), where);
        assertEquals(slots.size(), slots.stream().distinct().count(), where);
        assertEquals(model.size(), queue.size(), where);
        if (!model.isEmpty()) {
            var lowest = new ArrayList<>(model.values());
            lowest.sort(null);
            assertEquals(lowest.getFirst(), keyOfSlot.get(queue.first()), where);
        }
    }
}
