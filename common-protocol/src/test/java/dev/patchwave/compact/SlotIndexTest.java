package dev.patchwave.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlotIndexTest {
    private static final int STEPS = 3_000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsAllOfAHashInTheOrderInWhichTheyWereAdded(long seed) {
        var random = new Random(seed);
        int hashes = 1 + random.nextInt(2_000);
        var hashOfSlot = new IntColumn();
        var index = new SlotIndex(hashOfSlot::get);
        Map<Integer, List<Integer>> model = new LinkedHashMap<>();
        var slots = new Slots();
        var taken = new ArrayList<Integer>();
        for (int step = 0; step < STEPS; step++) {
            if (taken.isEmpty() || random.nextInt(3) > 0) {
                int slot = slots.take();
                hashOfSlot.set(slot, random.nextInt(hashes) << 20);
                index.add(slot);
                model.computeIfAbsent(hashOfSlot.get(slot), any -> new ArrayList<>())
                        .add(slot);
                taken.add(slot);
            } else {
                int place = random.nextInt(taken.size());
                int slot = taken.set(place, taken.getLast());
                taken.removeLast();
                index.remove(slot);
                model.get(hashOfSlot.get(slot)).removeIf(each -> each == slot);
                slots.release(slot);
            }
            int hash = random.nextInt(hashes) << 20;
            assertEquals(
                    model.getOrDefault(hash, List.of()),
                    found(index, hashOfSlot, hash),
                    "seed " + seed + " step " + step);
        }
        assertEquals(taken.size(), slots.size(), "seed " + seed);
    }

    private static List<Integer> found(SlotIndex index, IntColumn hashOfSlot, int hash) {
        var found = new ArrayList<Integer>();
        for (int slot = index.first(hash); slot != SlotIndex.NONE; slot = index.next(slot)) {
            if (hashOfSlot.get(slot) == hash) {
                found.add(slot);
            }
        }
        return found;
    }
}
