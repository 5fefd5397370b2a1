package dev.patchwave.tools;

import dev.patchwave.release.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Random bytes of a seed: the same for everybody who names it. */
public final class TestPatch {
    private static final int SEGMENT_BYTES = 1 << 20;

    private final byte[] bytes;

    private TestPatch(byte[] bytes) {
        this.bytes = bytes;
    }

    public static TestPatch of(int lengthBytes, long seed) {
        var bytes = new byte[lengthBytes];
        new Random(seed).nextBytes(bytes);
        return new TestPatch(bytes);
    }

    public Path writeTo(Path file) throws IOException {
        return Files.write(file, bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] range(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    byte[] segment(int index) {
        return range(index * SEGMENT_BYTES, Math.min(bytes.length, (index + 1) * SEGMENT_BYTES));
    }

    public String digest() {
        return Digest.of(bytes).toString();
    }
}
