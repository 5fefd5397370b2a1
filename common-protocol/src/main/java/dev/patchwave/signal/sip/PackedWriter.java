package dev.patchwave.signal.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** A text that may be hexadecimal, as tags often are: then in half as many bytes. */
    PackedWriter word(String text) {
        boolean hex = !text.isEmpty() && text.length() % 2 == 0 && text.chars().allMatch(PackedWriter::isHexDigit);
        if (!hex) {
            number(0);
            return text(text);
        }
        number(text.length() / 2);
        bytes.writeBytes(HexFormat.of().parseHex(text));
        return this;
    }

    /** A text that others may have as well: as its number among them where it has one. */
    PackedWriter shared(String text, SharedTexts texts) {
        OptionalInt number = texts.number(text);
        if (number.isPresent()) {
            return number(number.getAsInt() + 1L);
        }
        number(0);
        return text(text);
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

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); // Upper case would not come back as such.
    }

    private void fixed(long bits) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.write((int) (bits >>> shift));
        }
    }
}
