package dev.patchwave.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LineFileTest {
    private final FaultyDisk disk = new FaultyDisk();
    private final Path path = disk.root().resolve("lines");

    @Test
    void aDiskThatFillsUpInTheMiddleLeavesNoHalfLineAndTakesTheNextOneLater() throws IOException {
        var file = created();
        file.append(bytes("one"));
        disk.room(2);

        assertThrows(StoreFull.class, () -> file.append(bytes("two")));

        assertEquals(List.of("one"), lines());
        disk.room(Long.MAX_VALUE);
        file.append(bytes("three"));
        assertEquals(List.of("one", "three"), lines());
    }

    /** Not even the half line can be removed then: the next append has to. */
    @Test
    void whatAReadOnlyDiskKeptOfAHalfLineIsOverwrittenByTheNextOne() throws IOException {
        var file = created();
        file.append(bytes("one"));
        disk.tears(2);
        assertThrows(IOException.class, () -> file.append(bytes("a long line")));
        assertTrue(Files.readString(path).endsWith("a "), "it is torn");
        assertThrows(StoreReadOnly.class, () -> file.append(bytes("two")));
        disk.mends();

        file.append(bytes("3"));

        assertEquals(List.of("one", "3"), lines());
    }

    @Test
    void aTornFileIsLeftOnlyOnceItsHalfLineIsCutOff() throws IOException {
        var file = created();
        file.settle();
        file.append(bytes("one"));
        disk.tears(2);
        assertThrows(IOException.class, () -> file.append(bytes("a long line")));
        assertThrows(StoreReadOnly.class, file::settle);
        disk.readOnly(false);

        file.settle();

        assertEquals("one\n", Files.readString(path));
        Files.delete(path);
        file.settle(); // Nothing is left to cut.
    }

    @Test
    void aFileThatIsTakenAwayIsMissedAndMadeAgainOnlyOnDemand() throws IOException {
        var file = created();
        file.append(bytes("one"));
        Files.delete(path);

        assertTrue(
                assertThrows(IOException.class, () -> file.append(bytes("two"))).getCause()
                        instanceof NoSuchFileException);

        file.create();
        file.append(bytes("three"));
        assertEquals(List.of("three"), lines());
    }

    static LongStream seeds() {
        Long only = Long.getLong("patchwave.seed");
        return only == null ? LongStream.rangeClosed(1, 150) : LongStream.of(only);
    }

    /** All misfortunes by turns: what was appended is there, in order, and nothing that is not a whole line. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatWasAppendedIsThereWhole(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        var appended = new ArrayList<String>();
        for (int life = 0; life < 4; life++) {
            live(random, appended, "life" + life);
            disk.restart(random);
            if (Files.exists(path)) {
                LineFile.cutUnfinished(path);
            }
            check(appended);
        }
    }

    private void live(SplittableRandom random, List<String> appended, String name) throws IOException {
        disk.powerLasts(random.nextInt(60));
        try {
            var file = LineFile.at(path);
            for (int i = 0; i < 12; i++) {
                misfortune(random);
                String line = name + "-" + i + "x".repeat(random.nextInt(1_500));
                try {
                    file.create();
                    file.append(bytes(line));
                } catch (IOException refused) {
                    continue; // It need not be there.
                }
                appended.add(line);
            }
        } catch (FaultyDisk.PowerLost dead) {
            return;
        } finally {
            disk.room(Long.MAX_VALUE);
            disk.failsSyncs(false);
            disk.readOnly(false);
        }
    }

    private void misfortune(SplittableRandom random) {
        disk.room(random.nextInt(3) == 0 ? random.nextInt(900) : Long.MAX_VALUE);
        disk.failsSyncs(random.nextInt(5) == 0);
        disk.readOnly(random.nextInt(5) == 0);
    }

    private void check(List<String> appended) throws IOException {
        List<String> found = Files.exists(path) ? lines() : List.of();
        assertTrue(found.stream().allMatch(line -> line.matches("life\\d-\\d+x*")), found::toString);
        var acknowledged = new ArrayList<>(found);
        acknowledged.retainAll(appended);
        assertEquals(appended, acknowledged);
    }

    private LineFile created() throws IOException {
        var file = LineFile.at(path);
        file.create();
        return file;
    }

    private List<String> lines() throws IOException {
        return Files.readString(path).lines().toList();
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(UTF_8);
    }
}
