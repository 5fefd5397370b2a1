package dev.patchwave.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each table against a collection of the platform that does the same at length. Run with -Dpatchwave.seed=N to replay one seed. */
class TablesTest {
    private static final int STEPS = 20_000;

    static LongStream seeds() {
        return Optional.ofNullable(System.getProperty("patchwave.seed")).stream()
                .mapToLong(Long::parseLong)
                .boxed()
                .findFirst()
                .map(LongStream::of)
                .orElseGet(() -> LongStream.rangeClosed(1, 10));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anIndexFindsWhatWasAddedInItsOrderWhateverTheHashes(long seed) {
        var random = new Random(seed);
        var slots = new Slots();
        var index = new SlotIndex();
        var hashOf = new TreeMap<Integer, Integer>();
        var expected = new TreeMap<Integer, List<Integer>>();
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) > 0 || hashOf.isEmpty()) {
                int slot = slots.take();
                int hash = random.nextInt(2_000) << 16; // Differ in the upper bits, and collide.
                index.add(slot, hash);
                hashOf.put(slot, hash);
                expected.computeIfAbsent(hash, any -> new ArrayList<>()).add(slot);
            } else {
                int slot = hashOf.ceilingKey(random.nextInt(hashOf.lastKey() + 1));
                index.remove(slot);
                slots.giveBack(slot);
                expected.get(hashOf.remove(slot)).remove(/* element */ (Integer) slot);
            }
            int hash = random.nextInt(2_000) << 16;
            assertEquals(expected.getOrDefault(hash, List.of()), found(index, hash), "seed " + seed + " step " + step);
        }
        assertEquals(hashOf.size(), slots.taken());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void listsKeepTheirOrderAndAreGoneWhenEmpty(long seed) {
        var random = new Random(seed);
        var lists = new SlotLists<Integer>();
        var expected = new TreeMap<Integer, List<Integer>>();
        Map<Integer, Integer> keyOf = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            int slot = random.nextInt(500);
            Integer before = keyOf.remove(slot);
            if (before != null) {
                lists.remove(before, slot);
                expected.get(before).remove(/* element */ (Integer) slot);
                expected.computeIfPresent(before, (key, list) -> list.isEmpty() ? null : list);
            } else {
                int key = random.nextInt(20);
                lists.add(key, slot);
                expected.computeIfAbsent(key, any -> new ArrayList<>()).add(slot);
                keyOf.put(slot, key);
            }
            int key = random.nextInt(20);
            assertEquals(expected.getOrDefault(key, List.of()), listed(lists, key), "seed " + seed + " step " + step);
            assertEquals(expected.isEmpty(), lists.isEmpty());
            assertEquals(expected.higherKey(key), lists.keyAfter(key));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aQueueGivesFirstWhatCameFirst(long seed) {
        var random = new Random(seed);
        var queue = new SlotQueue();
        var expected = new ArrayDeque<Integer>();
        for (int step = 0; step < STEPS; step++) {
            boolean growing = step / 5_000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 3)) {
                queue.add(step);
                expected.add(step);
            } else if (!expected.isEmpty()) {
                assertEquals(expected.remove(), queue.remove(), "seed " + seed + " step " + step);
            }
            assertEquals(expected.isEmpty(), queue.isEmpty(), "seed " + seed + " step " + step);
        }
    }

    @Test
    void columnsAreZeroWhereNothingWasSet() {
        var ints = new IntPages();
        var longs = new LongPages();
        var bytes = new SparseBytes();
        var objects = new ObjectPages<String>();
        ints.set(5_000, 7);
        longs.set(5_000, 8);
        bytes.set(5_000, (byte) 9);
        objects.set(5_000, "ten");

        assertEquals(List.of(7, 0, 0), List.of(ints.get(5_000), ints.get(4_999), ints.get(1_000_000)));
        assertEquals(List.of(8L, 0L, 0L), List.of(longs.get(5_000), longs.get(4_999), longs.get(1_000_000)));
        assertEquals("ten", objects.get(5_000));
        assertEquals(Optional.empty(), Optional.ofNullable(objects.get(1_000_000)));
        assertEquals(0, bytes.get(4_999));
        var set = new ArrayList<Integer>();
        bytes.forEach(set::add);
        assertEquals(List.of(5_000), set);
    }

    @Test
    void aSlotThatIsNotThereIsOurOwnFault() {
        assertThrows(IllegalStateException.class, () -> new SlotIndex().remove(3));
    }

    private static List<Integer> found(SlotIndex index, int hash) {
        var found = new ArrayList<Integer>();
        for (int slot = index.first(hash); slot != SlotIndex.NONE; slot = index.after(slot)) {
            found.add(slot);
        }
        return found;
    }

    private static List<Integer> listed(SlotLists<Integer> lists, int key) {
        var listed = new ArrayList<Integer>();
        for (int slot = lists.first(key); slot != SlotLists.NONE; slot = lists.after(slot)) {
            listed.add(slot);
        }
        return listed;
    }
}
