package dev.patchwave.signal.aka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a disk makes of the sequence numbers of a card. */
class SequenceFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void numbers(byte[] input) throws IOException {
        Path path = Files.createTempFile("fuzz", ".sqn");
        try {
            Files.write(path, input);
            var file = new SequenceFile(path);
            var once = Decoding.of(file, IOException.class, SequenceFile::read);
            if (once.isPresent()) {
                file.write(once.get());
                assertArrayEquals(once.get().toArray(), file.read().toArray());
            }
        } finally {
            Files.delete(path);
        }
    }
}
