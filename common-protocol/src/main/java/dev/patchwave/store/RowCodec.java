package dev.patchwave.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Rows as bytes of an ordered engine. In a key, each zero of the partition is followed by FF, and 00 01 ends the partition: so
 * bytes compare as {@link RecordKey}s do. A value is preceded by its version and its expiry (milliseconds).
 */
final class RowCodec {
    private static final byte ESCAPE = (byte) 0xFF;
    private static final byte END = 1;
    private static final byte AFTER_END = 2;
    private static final long NEVER = Long.MAX_VALUE;
    private static final int HEAD_BYTES = 2 * Long.BYTES;

    private RowCodec() {}

    static byte[] key(RecordKey key) {
        return key(key, END, key.sort());
    }

    /** Before every row of the partition. */
    static byte[] partitionStart(RecordKey any) {
        return key(any, END, new byte[0]);
    }

    /** After every row of the partition. */
    static byte[] partitionEnd(RecordKey any) {
        return key(any, AFTER_END, new byte[0]);
    }

    /** The first possible key after this one. */
    static byte[] justAfter(RecordKey key) {
        byte[] sort = key.sort();
        return key(key, END, ByteBuffer.allocate(sort.length + 1).put(sort).array());
    }

    static RecordKey key(byte[] bytes) {
        var partition = ByteBuffer.allocate(bytes.length);
        int at = 0;
        while (bytes[at] != 0 || bytes[at + 1] == ESCAPE) {
            partition.put(bytes[at]);
            at += bytes[at] == 0 ? 2 : 1;
        }
        var sort = ByteBuffer.wrap(bytes, at + 2, bytes.length - at - 2);
        return RecordKey.of(bytes(partition.flip()), bytes(sort));
    }

    static byte[] value(Row row) {
        return ByteBuffer.allocate(HEAD_BYTES + row.value().length)
                .putLong(row.version())
                .putLong(row.expires().map(Instant::toEpochMilli).orElse(NEVER))
                .put(row.value())
                .array();
    }

    static Row row(RecordKey key, byte[] stored) {
        var bytes = ByteBuffer.wrap(stored);
        long version = bytes.getLong();
        long expires = bytes.getLong();
        return new Row(
                key,
                bytes(bytes),
                version,
                expires == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)));
    }

    private static byte[] key(RecordKey key, byte end, byte[] sort) {
        byte[] partition = key.partition();
        var bytes = ByteBuffer.allocate(2 * partition.length + 2 + sort.length);
        for (byte b : partition) {
            bytes.put(b);
            if (b == 0) {
                bytes.put(ESCAPE);
            }
        }
        return bytes(bytes.put((byte) 0).put(end).put(sort).flip());
    }

    private static byte[] bytes(ByteBuffer remaining) {
        byte[] bytes = new byte[remaining.remaining()];
        remaining.get(bytes);
        return bytes;
    }
}
