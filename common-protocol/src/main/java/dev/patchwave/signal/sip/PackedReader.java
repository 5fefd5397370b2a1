package dev.patchwave.signal.sip;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads what {@link PackedWriter} wrote. Damage is an {@link IllegalArgumentException}, never a wild allocation. */
final class PackedReader {
    private static final int MAX_TEXTS = 64;

    private final ByteBuffer bytes;

    private PackedReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Reads the whole of {@code bytes} by {@code reading}; what is short, damaged or has something left over is refused. */
    static <T> T read(String what, byte[] bytes, Function<PackedReader, T> reading) {
        return readFirst(what, bytes, reader -> {
            T value = reading.apply(reader);
            if (reader.bytes.hasRemaining()) {
                throw new IllegalArgumentException(reader.bytes.remaining() + " bytes too many");
            }
            return value;
        });
    }

    /** As {@link #read}, but something may be left over. */
    static <T> T readFirst(String what, byte[] bytes, Function<PackedReader, T> reading) {
        try {
            return reading.apply(new PackedReader(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IllegalArgumentException(what + " of " + bytes.length + " bytes is damaged", e);
        }
    }

    long number() {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0 && number >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("number without end"); // Or below zero, which none is that we write.
    }

    String text() {
        long length = number();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[(int) length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    List<String> texts() {
        long count = number();
        if (count < 0 || count > MAX_TEXTS) {
            throw new IllegalArgumentException(count + " texts");
        }
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    Optional<String> optionalText() {
        return texts().stream().findFirst();
    }

    Optional<UUID> optionalUuid() {
        return number() == 0 ? Optional.empty() : Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
    }
}
