package dev.patchwave.store;

import static dev.patchwave.store.Journal.HEADER_BYTES;
import static dev.patchwave.store.Journal.RECORD_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patchwave.release.Digest;
import dev.patchwave.store.Journal.Entry;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private static final int SEGMENTS = 16;
    private static final Digest ENVELOPE = Digest.of(new byte[] {1});
    private static final List<Entry> WRITTEN = List.of(
            new Entry(3, Optional.of(HolderKind.PEER)),
            new Entry(0, Optional.of(HolderKind.SOURCE)),
            new Entry(15, Optional.empty()),
            new Entry(7, Optional.of(HolderKind.OWN_CACHE)));

    @TempDir
    Path temp;

    private Path path;
    private byte[] whole;

    @BeforeEach
    void writeAJournal() throws IOException {
        path = temp.resolve("progress");
        Journal.create(path, ENVELOPE);
        try (var journal = open().journal()) {
            journal.append(WRITTEN);
        }
        whole = Files.readAllBytes(path);
    }

    @Test
    void saysWhatWasAppended() throws IOException {
        var opened = open();
        opened.journal().close();

        assertEquals(asMap(WRITTEN), opened.entries());
    }

    @Test
    void tornAnywhereItKeepsEveryWholeRecordAndGoesOn() throws IOException {
        for (int length = 0; length <= whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            int kept = Math.max(0, (length - HEADER_BYTES) / RECORD_BYTES);
            var opened = open();
            try (var journal = opened.journal()) {
                assertEquals(asMap(WRITTEN.subList(0, kept)), opened.entries(), "torn at " + length);
                assertEquals(length >= HEADER_BYTES, opened.whole(), "torn at " + length);
                if (!opened.whole()) {
                    journal.rewrite(List.of());
                }
                journal.append(List.of(new Entry(9, Optional.empty())));
            }
            var again = open();
            again.journal().close();
            assertEquals(kept + 1, again.entries().size(), "torn at " + length);
        }
    }

    @Test
    void aFlippedBitCostsNoMoreThanItsRecordAndNeverAddsOne() throws IOException {
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(path, damaged);
            var opened = open();
            opened.journal().close();

            int record = (bit / 8 - HEADER_BYTES) / RECORD_BYTES;
            boolean inHeader = bit / 8 < HEADER_BYTES;
            var expected = asMap(inHeader ? List.of() : WRITTEN);
            if (!inHeader) {
                expected.remove(WRITTEN.get(record).segment());
            }
            assertEquals(expected, opened.entries(), "bit " + bit);
            boolean mayBeTorn = !inHeader && record == WRITTEN.size() - 1;
            assertEquals(mayBeTorn, opened.whole(), "bit " + bit);
        }
    }

    @Test
    void theJournalOfAnotherManifestVouchesForNothing() throws IOException {
        var opened = Journal.open(path, Digest.of(new byte[] {2}), SEGMENTS);
        try (var journal = opened.journal()) {
            assertEquals(new TreeMap<>(), opened.entries());
            assertFalse(opened.whole());
            assertThrows(IOException.class, () -> journal.append(WRITTEN));
        }
    }

    private Journal.Opened open() throws IOException {
        return Journal.open(path, ENVELOPE, SEGMENTS);
    }

    private static Map<Integer, Optional<HolderKind>> asMap(List<Entry> entries) {
        var map = new TreeMap<Integer, Optional<HolderKind>>();
        entries.forEach(entry -> map.put(entry.segment(), entry.from()));
        return map;
    }
}
