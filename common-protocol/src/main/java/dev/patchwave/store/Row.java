package dev.patchwave.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row as it was read.
 *
 * @param value read-only by agreement
 * @param version rises with every write of the row, also over a delete; 1 or more
 * @param expires from when on readers no longer see the row, in milliseconds; empty for never
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content.
public record Row(RecordKey key, byte[] value, long version, Optional<Instant> expires) {
    boolean isAlive(Instant now) {
        return expires.isEmpty() || now.isBefore(expires.get());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row
                && key.equals(row.key)
                && Arrays.equals(value, row.value)
                && version == row.version
                && expires.equals(row.expires);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return key + " version " + version + ", " + value.length + " bytes, expires " + expires;
    }
}
