package dev.patchwave.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key of a row: a partition, whose rows live together on one node, and a place within it. Immutable.
 *
 * <p>Ordered by partition, then by sort part, both as unsigned bytes, a shorter one before those that it begins.
 */
public final class RecordKey implements Comparable<RecordKey> {
    /** Longest partition part, and longest sort part. */
    public static final int MAX_PART_BYTES = 512;

    private final byte[] partition;
    private final byte[] sort;

    private RecordKey(byte[] partition, byte[] sort) {
        if (partition.length == 0 || partition.length > MAX_PART_BYTES || sort.length > MAX_PART_BYTES) {
            throw new IllegalArgumentException("a key of " + partition.length + " and " + sort.length
                    + " bytes: the partition has 1 to " + MAX_PART_BYTES + ", the sort part 0 to " + MAX_PART_BYTES);
        }
        this.partition = partition;
        this.sort = sort;
    }

    /** A key of bytes. @throws IllegalArgumentException when the partition is empty, or a part is too long */
    public static RecordKey of(byte[] partition, byte[] sort) {
        return new RecordKey(partition.clone(), sort.clone());
    }

    /** A key of text, in UTF-8. @throws IllegalArgumentException as above */
    public static RecordKey of(String partition, String sort) {
        return new RecordKey(partition.getBytes(StandardCharsets.UTF_8), sort.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] partition() {
        return partition.clone();
    }

    public byte[] sort() {
        return sort.clone();
    }

    /** The partition as UTF-8 text. */
    public String partitionText() {
        return new String(partition, StandardCharsets.UTF_8);
    }

    /** The sort part as UTF-8 text. */
    public String sortText() {
        return new String(sort, StandardCharsets.UTF_8);
    }

    /** The same partition, the place {@code sort}. */
    public RecordKey withSort(String sort) {
        return new RecordKey(partition, sort.getBytes(StandardCharsets.UTF_8));
    }

    int lengthBytes() {
        return partition.length + sort.length;
    }

    boolean isInPartitionOf(RecordKey other) {
        return Arrays.equals(partition, other.partition);
    }

    int comparePartition(RecordKey other) {
        return Arrays.compareUnsigned(partition, other.partition);
    }

    @Override
    public int compareTo(RecordKey other) {
        int byPartition = comparePartition(other);
        return byPartition != 0 ? byPartition : Arrays.compareUnsigned(sort, other.sort);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key
                && Arrays.equals(partition, key.partition)
                && Arrays.equals(sort, key.sort);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(partition) + Arrays.hashCode(sort);
    }

    /** In hex: keys may hold identities, and must not be readable by accident in a log. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(partition) + "/" + HexFormat.of().formatHex(sort);
    }
}
