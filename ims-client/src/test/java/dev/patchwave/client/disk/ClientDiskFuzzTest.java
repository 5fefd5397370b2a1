package dev.patchwave.client.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a disk makes of the files of a client. */
class ClientDiskFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void state(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".json");
        try {
            Files.write(file, input);
            var states = new ClientStateFile(file);
            var once = Decoding.of(states, IOException.class, ClientStateFile::read)
                    .flatMap(read -> read);
            if (once.isPresent()) {
                states.write(once.get());
                assertEquals(once, states.read());
            }
        } finally {
            Files.delete(file);
        }
    }

    @FuzzTest
    void switching(byte[] input) throws IOException {
        Path note = Files.createTempFile("fuzz", ".note");
        try {
            Files.write(note, input);
            Decoding.of(note, IOException.class, Switching::read);
        } finally {
            Files.delete(note);
        }
    }

    @FuzzTest
    void powerSupply(byte[] input) throws IOException {
        Path directory = Files.createTempDirectory("fuzz");
        Path battery = Files.createDirectory(directory.resolve("BAT0"));
        try {
            Files.writeString(battery.resolve("type"), "Battery\n");
            Files.writeString(battery.resolve("status"), "Discharging\n");
            Files.write(battery.resolve("capacity"), input);
            int percent = PowerSupply.read(directory).batteryPercent().orElse(0);
            assertEquals(Math.clamp(percent, 0, 100), percent);
        } finally {
            for (String name : new String[] {"type", "status", "capacity"}) {
                Files.delete(battery.resolve(name));
            }
            Files.delete(battery);
            Files.delete(directory);
        }
    }
}
