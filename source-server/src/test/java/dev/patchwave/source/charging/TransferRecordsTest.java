package dev.patchwave.source.charging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TransferRecordsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC);
    private static final Charging AT_REGISTRATION =
            new Charging(Optional.of("icid-value=reg1;orig-ioi=op.example"), Optional.of("ccf=192.0.2.9"));

    @TempDir
    Path directory;

    @Test
    void aRecordIsOneLineThatOnlyItsOwnerReads() throws IOException {
        try (var records = TransferRecords.open(directory, 2, CLOCK)) {
            keep(records).join();
        }

        Path file = directory.resolve("2026-11-26.jsonl");
        var lines = Files.readAllLines(file);
        var line = JsonMapper.builder().build().readTree(lines.getFirst());
        assertEquals(1, lines.size());
        assertEquals("reg1", line.get("icid").asString());
        assertEquals("op.example", line.get("origIoi").asString());
        assertEquals("rep1", line.get("reportIcid").asString());
        assertEquals("sip:alice@op.example", line.get("identity").asString());
        assertEquals(7, line.get("bytes").get("peer").asLong());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void everyRecordThatWasTakenIsThereAfterTheClose() throws IOException {
        List<CompletableFuture<Void>> kept;
        try (var records = TransferRecords.open(directory, 2, CLOCK)) {
            kept = IntStream.range(0, 500).mapToObj(i -> keep(records)).toList();
        }

        kept.forEach(CompletableFuture::join);
        assertEquals(
                500, Files.readAllLines(directory.resolve("2026-11-26.jsonl")).size());
    }

    @Test
    void aLineThatACrashCutOffGoes() throws IOException {
        try (var records = TransferRecords.open(directory, 2, CLOCK)) {
            keep(records).join();
        }
        Path file = directory.resolve("2026-11-26.jsonl");
        Files.writeString(file, "{\"time\":\"2026-", StandardOpenOption.APPEND);

        try (var records = TransferRecords.open(directory, 2, CLOCK)) {
            keep(records).join();
        }

        assertEquals(2, Files.readAllLines(file).size());
        assertTrue(Files.readAllLines(file).stream().allMatch(line -> line.endsWith("}")));
    }

    @Test
    void oldFilesGo() throws IOException {
        for (String day : List.of("2026-11-23", "2026-11-24", "2026-11-25")) {
            Files.writeString(directory.resolve(day + ".jsonl"), "{}\n");
        }
        try (var records = TransferRecords.open(directory, 2, CLOCK)) {
            keep(records).join();
        }

        assertFalse(Files.exists(directory.resolve("2026-11-23.jsonl")));
        assertTrue(Files.exists(directory.resolve("2026-11-24.jsonl")));
    }

    @Test
    void whatCannotBeWrittenIsNotAcknowledged() throws IOException {
        try (var records = TransferRecords.open(directory, 2, CLOCK)) {
            Files.createDirectory(directory.resolve("2026-11-26.jsonl"));

            assertThrows(CompletionException.class, () -> keep(records).join());
        }
    }

    /** Full in the middle of a line, then read-only, so that not even the half line can be taken back. */
    @Test
    void afterADiskThatFailedInTheMiddleOfALineEveryLineCanBeReadAndTheNextOnesAreTaken() throws IOException {
        var disk = new FaultyDisk();
        Path there = disk.root().resolve("transfers");
        Path file = there.resolve("2026-11-26.jsonl");
        try (var records = TransferRecords.open(there, 2, CLOCK)) {
            keep(records).join();
            disk.tears(40);
            assertThrows(CompletionException.class, () -> keep(records).join());
            assertFalse(Files.readString(file).endsWith("\n"), "it is torn");
            assertThrows(CompletionException.class, () -> keep(records).join());

            disk.mends();
            keep(records).join();
            keep(records).join();
        }

        var lines = Files.readString(file).lines().toList();
        assertEquals(3, lines.size());
        var json = JsonMapper.builder().build();
        lines.forEach(
                line -> assertEquals("reg1", json.readTree(line).get("icid").asString()));
    }

    @Test
    void aHalfLineIsCutOffAlsoWhenTheNextLineIsOfAnotherDay() throws IOException {
        var disk = new FaultyDisk();
        Path there = disk.root().resolve("transfers");
        var now = new AtomicReference<>(CLOCK.instant());
        InstantSource time = now::get;
        try (var records = TransferRecords.open(there, 2, time.withZone(ZoneOffset.UTC))) {
            keep(records).join();
            disk.tears(40);
            assertThrows(CompletionException.class, () -> keep(records).join());
            now.set(CLOCK.instant().plus(Duration.ofDays(1)));
            assertThrows(CompletionException.class, () -> keep(records).join());

            disk.mends();
            keep(records).join();
        }

        for (String day : List.of("2026-11-26", "2026-11-27")) {
            String text = Files.readString(there.resolve(day + ".jsonl"));
            assertEquals(1, text.lines().count());
            assertTrue(text.endsWith("}\n"));
        }
    }

    @Test
    void aRecordThatWasTakenSurvivesAPowerLossAlsoTheFirstOfADay() throws IOException {
        var disk = new FaultyDisk();
        Path there = disk.root().resolve("transfers");
        for (int day = 1; day <= 20; day++) {
            disk.restart(new SplittableRandom(day));
            var clock = Clock.fixed(CLOCK.instant().plus(Duration.ofDays(day)), ZoneOffset.UTC);
            try (var records = TransferRecords.open(there, 100, clock)) {
                keep(records).join();
            }
        }
        disk.restart(new SplittableRandom(0));

        try (var files = Files.list(there)) {
            assertEquals(20, files.count());
        }
    }

    private static CompletableFuture<Void> keep(TransferRecords records) {
        var report = new Signal.UpgradeReport(
                InstanceId.parse("urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6"),
                Optional.of(new CampaignId("c1")),
                ReleaseId.parse("ims-client@2.0.0"),
                "1.0.0",
                Signal.UpgradeReport.Outcome.INSTALLED,
                Optional.empty(),
                new TreeMap<>(Map.of("peer", 7L)),
                3);
        return records.keep(
                report,
                new SubscriberId("sip:alice@op.example"),
                "area-1",
                AT_REGISTRATION,
                new Charging(Optional.of("icid-value=rep1"), Optional.empty()));
    }
}
