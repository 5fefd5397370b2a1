package dev.patchwave.source.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    private static final AuditEntry ORDER =
            new AuditEntry("sip:operator@op.example", "udp 192.0.2.200:5060", "forced campaign c1: \"x\"\n{}");
    private static final long LARGE = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void theChainGoesOnOverFilesAndRestarts() throws Exception {
        for (int run = 0; run < 3; run++) {
            try (var log = AuditLog.open(directory, 1_000, CLOCK)) {
                for (int line = 0; line < 7; line++) {
                    log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
                }
            }
        }

        AuditCheck check = check();
        assertEquals(Optional.empty(), check.broken());
        assertEquals(21, check.lines());
        assertEquals("2026-03-01T10:00:00Z", check.first());
        assertTrue(AuditFiles.in(directory).size() > 3, "it rotates");
        assertEquals("rw-------", permissions(AuditFiles.in(directory).getFirst()));
    }

    @Test
    void anUnfinishedLineIsCutOffAndALineSaysSo() throws Exception {
        write(2);
        Path file = AuditFiles.in(directory).getLast();
        Files.writeString(file, "{\"seq\":3,\"ti", StandardOpenOption.APPEND);
        assertTrue(check().broken().orElseThrow().contains("line 3 is cut off"), () -> check().toString());

        write(1);

        var lines = new ArrayList<AuditLine>();
        assertEquals(Optional.empty(), AuditCheck.of(directory, lines::add).broken());
        assertEquals("12 bytes of an unfinished line were cut off", lines.get(2).reason());
        assertEquals(4, lines.size());
    }

    @Test
    void whatIsChangedTakenAwayOrMovedIsNamed() throws Exception {
        write(5);
        Path file = AuditFiles.in(directory).getLast();
        List<String> lines = Files.readAllLines(file);

        var changed = new ArrayList<>(lines);
        changed.set(1, lines.get(1).replace("c1", "c2"));
        assertBroken(file, changed, "line 3 does not follow");
        var without = new ArrayList<>(lines);
        without.remove(2);
        assertBroken(file, without, "line 3 has seq 4, expected 3");
        var beheaded = new ArrayList<>(lines.subList(1, 5));
        assertBroken(file, beheaded, "line 1 has seq 2, expected 1");
        var added = new ArrayList<>(lines);
        added.add(2, lines.get(1));
        assertBroken(file, added, "line 3 has seq 2");
        var nonsense = new ArrayList<>(lines);
        nonsense.set(4, "{}");
        assertBroken(file, nonsense, "line 5 is no line of an audit log");
    }

    @Test
    void aFloodOfRefusedCommandsIsCounted() throws Exception {
        try (var log = AuditLog.open(directory, LARGE, CLOCK)) {
            var all = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 900; i++) {
                all.add(log.refused(ORDER, "403 no"));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
        }

        var lines = new ArrayList<AuditLine>();
        AuditCheck.of(directory, lines::add);
        assertEquals(12, lines.size(), "ten, the accepted one, and the sum");
        assertEquals("counted", lines.getLast().outcome());
        assertTrue(lines.getLast().reason().startsWith("890 more"), lines.getLast()::reason);
    }

    @Test
    void aDiskThatFailsAcknowledgesNothing() throws Exception {
        try (var log = AuditLog.open(directory, LARGE, CLOCK)) {
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
            Path file = AuditFiles.in(directory).getLast();
            Path moved = Files.move(file, directory.resolve("elsewhere"));

            assertThrows(
                    ExecutionException.class,
                    () -> log.write(ORDER, AuditOutcome.ACCEPTED, "").get());

            Files.move(moved, file);
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
        }
        assertEquals(2, check().lines());
        assertEquals(Optional.empty(), check().broken());
    }

    /** Full in the middle of a line, then read-only, so that not even the half line can be taken back. */
    @Test
    void anOrderThatCannotBeWrittenIsRefusedAndTheChainGoesOnWhenThereIsRoom() throws Exception {
        var disk = new FaultyDisk();
        directory = disk.root().resolve("audit");
        try (var log = AuditLog.open(directory, LARGE, CLOCK)) {
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
            disk.room(40);
            assertRefused(log);
            disk.tears(40);
            assertRefused(log);
            assertTrue(check().broken().orElseThrow().contains("is cut off"), "it is torn");
            assertRefused(log);

            disk.mends();
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
            assertEquals(Optional.empty(), check().broken());
        }
        assertEquals(2, check().lines());
        assertEquals(Optional.empty(), check().broken());
    }

    /** The half line makes the file so large that another is begun. */
    @Test
    void aHalfLineIsCutOffAlsoWhenTheNextLineBeginsAnotherFile() throws Exception {
        var disk = new FaultyDisk();
        directory = disk.root().resolve("audit");
        try (var log = AuditLog.open(directory, LARGE, CLOCK)) {
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
        }
        long limitBytes = Files.size(AuditFiles.in(directory).getFirst()) + 20;
        try (var log = AuditLog.open(directory, limitBytes, CLOCK)) {
            disk.tears(40);
            assertRefused(log);
            assertTrue(check().broken().orElseThrow().contains("is cut off"), "it is torn");
            assertRefused(log);

            disk.mends();
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
        }
        assertEquals(2, AuditFiles.in(directory).size());
        assertEquals(2, check().lines());
        assertEquals(Optional.empty(), check().broken());
    }

    @Test
    void refusedCommandsThatWereCountedAreToldOnceThereIsRoom() throws Exception {
        var disk = new FaultyDisk();
        directory = disk.root().resolve("audit");
        var now = new AtomicReference<>(CLOCK.instant());
        InstantSource time = now::get;
        try (var log = AuditLog.open(directory, LARGE, time.withZone(ZoneOffset.UTC))) {
            for (int i = 0; i < 13; i++) {
                log.refused(ORDER, "403 no").get();
            }
            disk.room(0);
            now.set(CLOCK.instant().plusSeconds(61));
            assertRefused(log); // The count comes before it.
            disk.room(Long.MAX_VALUE);
            log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
        }

        var lines = new ArrayList<AuditLine>();
        assertEquals(Optional.empty(), AuditCheck.of(directory, lines::add).broken());
        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.reason().startsWith("3 more"))
                        .count());
    }

    private static void assertRefused(AuditLog log) {
        assertThrows(
                ExecutionException.class,
                () -> log.write(ORDER, AuditOutcome.ACCEPTED, "").get());
    }

    @Test
    void withoutALogThereIsNothingToVerify() {
        var none = assertThrows(IOException.class, () -> AuditCheck.of(directory, line -> {}));
        assertTrue(none.getMessage().contains("no audit log"), none::getMessage);
    }

    static LongStream seeds() {
        Long only = Long.getLong("patchwave.seed");
        return only == null ? LongStream.rangeClosed(1, 60) : LongStream.of(only);
    }

    /** Cut at any byte, it goes on; with any byte changed but in its last line, the break is seen. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aCrashAnywhereIsHealedAndAChangeAnywhereIsSeen(long seed) throws Exception {
        var random = new Random(seed);
        write(4);
        Path file = AuditFiles.in(directory).getLast();
        byte[] whole = Files.readAllBytes(file);
        int cut = random.nextInt(whole.length + 1);
        Files.write(file, java.util.Arrays.copyOf(whole, cut));

        write(2);

        assertEquals(Optional.empty(), check().broken(), "seed " + seed + " cut at " + cut);
        byte[] sound = Files.readAllBytes(file);
        int lastLine = new String(sound, 0, sound.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n');
        int at = random.nextInt(lastLine);
        sound[at] ^= (byte) (1 << random.nextInt(7));
        Files.write(file, sound);
        assertTrue(check().broken().isPresent(), "seed " + seed + " changed at " + at);
    }

    private void assertBroken(Path file, List<String> lines, String why) throws IOException {
        Files.write(file, lines);
        String broken = check().broken().orElse("sound");
        assertTrue(broken.contains(file.getFileName() + " " + why), broken);
    }

    private void write(int lines) throws Exception {
        try (var log = AuditLog.open(directory, LARGE, CLOCK)) {
            for (int line = 0; line < lines; line++) {
                log.write(ORDER, AuditOutcome.ACCEPTED, "").get();
            }
        }
    }

    private AuditCheck check() {
        try {
            return AuditCheck.of(directory, line -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String permissions(Path file) throws IOException {
        return java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
