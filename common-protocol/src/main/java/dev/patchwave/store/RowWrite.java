package dev.patchwave.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A change to one row. */
public sealed interface RowWrite {
    /** Longest value of a row. */
    int MAX_VALUE_BYTES = 1 << 20;

    /** The row that is changed. */
    RecordKey key();

    /** The row as it is after this write; empty for none. */
    default Optional<Row> asRow(long version) {
        return switch (this) {
            case Put put -> Optional.of(new Row(put.key, put.value, version, put.expires));
            case Delete delete -> Optional.empty();
        };
    }

    /**
     * Writes the row, whether it was there or not.
     *
     * @param value at most {@link #MAX_VALUE_BYTES}; not to be changed afterwards
     * @param expires from when on readers shall not see it; kept in milliseconds
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
    record Put(RecordKey key, byte[] value, Optional<Instant> expires) implements RowWrite {
        public Put {
            if (value.length > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException("a value of " + value.length + " bytes: at most " + MAX_VALUE_BYTES);
            }
            expires = expires.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
        }

        /** A row that never expires. */
        public Put(RecordKey key, byte[] value) {
            this(key, value, Optional.empty());
        }
    }

    /** Deletes the row; nothing happens when it is not there. */
    record Delete(RecordKey key) implements RowWrite {}
}
