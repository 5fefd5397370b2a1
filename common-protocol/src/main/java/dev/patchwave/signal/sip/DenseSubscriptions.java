package dev.patchwave.signal.sip;

import dev.patchwave.table.Difference;
import dev.patchwave.table.Likeness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs subscriptions for memory: some 200 bytes each. A record is told by how it differs from the first one that came by the same
 * proxies, of the same product and version; such a pattern lasts as long as any record is told by it. Only the one that packed a
 * record can unpack it: {@link SubscriptionRecord#toBytes} is the form to keep. Not thread-safe.
 */
final class DenseSubscriptions {
    /** Some 0.5 kB each. Records for which there is none left are told by another one, and are longer. */
    static final int MAX_PATTERNS = 1024;

    private static final int NUMBER_BYTES = 2;

    /** A record as it was first seen, and how many are told by it. */
    private static final class Pattern {
        private final int key;
        private final byte[] bytes;
        private int uses;

        Pattern(int key, byte[] bytes) {
            this.key = key;
            this.bytes = bytes;
        }
    }

    private final Difference difference = new Difference();
    private final List<Pattern> patterns = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final Map<Integer, Integer> byKey = new LinkedHashMap<>();

    /** To be given back by {@link #release}. */
    byte[] pack(SubscriptionRecord record) {
        byte[] bytes = record.toBytes();
        int number = numberOf(key(record), bytes);
        Pattern pattern = patterns.get(number);
        pattern.uses++;
        byte[] steps = difference.write(pattern.bytes, bytes);
        byte[] packed = new byte[NUMBER_BYTES + steps.length];
        packed[0] = (byte) (number >>> Byte.SIZE);
        packed[1] = (byte) number;
        System.arraycopy(steps, 0, packed, NUMBER_BYTES, steps.length);
        return packed;
    }

    SubscriptionRecord unpack(byte[] packed) {
        return SubscriptionRecord.fromBytes(bytes(packed));
    }

    /** The id of a packed record. */
    String id(byte[] packed) {
        return SubscriptionRecord.idOf(bytes(packed));
    }

    /** The packed record is not needed any more. */
    void release(byte[] packed) {
        int number = number(packed);
        Pattern pattern = patterns.get(number);
        if (--pattern.uses == 0) {
            byKey.remove(pattern.key);
            patterns.set(number, null);
            free.push(number);
        }
    }

    int count() {
        return byKey.size();
    }

    private int numberOf(int key, byte[] bytes) {
        Integer known = byKey.get(key);
        if (known != null) {
            return known;
        }
        if (byKey.size() == MAX_PATTERNS) {
            return Math.floorMod(key, MAX_PATTERNS);
        }
        int number = free.isEmpty() ? patterns.size() : free.pop();
        if (number == patterns.size()) {
            patterns.add(null);
        }
        patterns.set(number, new Pattern(key, bytes));
        byKey.put(key, number);
        return number;
    }

    private byte[] bytes(byte[] packed) {
        return Likeness.read(patterns.get(number(packed)).bytes, packed, NUMBER_BYTES);
    }

    private static int number(byte[] packed) {
        return ((packed[0] & 0xff) << Byte.SIZE) | (packed[1] & 0xff);
    }

    /** Equal for records that are alike. Where others happen to have the same, that costs some bytes. */
    private static int key(SubscriptionRecord record) {
        int key = record.localUri().hashCode();
        for (String route : record.routeSet()) {
            int end = route.indexOf(';'); // The parameters may be of this dialog.
            for (int i = 0; i < (end < 0 ? route.length() : end); i++) {
                key = 31 * key + route.charAt(i);
            }
        }
        return 31 * key + record.profile().hashCode();
    }
}
