package dev.patchwave.signal.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes the compact form of a record: numbers of variable length, texts with their length before them. */
final class PackedWriter {
    private static final int LOW_BITS = 0x7f;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    /** Zero or more. */
    PackedWriter number(long number) {
        long rest = number;
        while (rest > LOW_BITS) {
            bytes.write((int) (rest & LOW_BITS) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    PackedWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    PackedWriter texts(List<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
        return this;
    }

    PackedWriter optionalText(Optional<String> text) {
        return texts(text.stream().toList());
    }

    PackedWriter optionalUuid(Optional<UUID> uuid) {
        number(uuid.isPresent() ? 1 : 0);
        uuid.ifPresent(value -> {
            fixed(value.getMostSignificantBits());
            fixed(value.getLeastSignificantBits());
        });
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void fixed(long bits) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.write((int) (bits >>> shift));
        }
    }
}
