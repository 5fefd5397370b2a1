package dev.patchwave.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedStop;
import dev.patchwave.trust.StopOrder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StopBookTest {
    private static final ReleaseId ONE = ReleaseId.parse("ims-client@4.2.1");
    private static final ReleaseId OTHER = ReleaseId.parse("ims-client@4.2.2");
    private static final Instant ISSUED = Instant.parse("2026-03-01T10:00:00Z");
    private static final PublisherKey KEY = PublisherKey.generate();

    @TempDir
    private Path directory;

    @Test
    void aStopHoldsUntilALaterResumeAlsoOverRestarts() throws IOException {
        assertInstanceOf(StopBook.Taken.News.class, open().take(order(true, 7, ONE)));
        assertTrue(open().stops(ONE));
        assertFalse(open().stops(OTHER));

        assertInstanceOf(StopBook.Taken.Refused.class, open().take(order(false, 6, ONE)));
        assertTrue(open().stops(ONE), "a lower sequence lifts nothing");
        assertInstanceOf(StopBook.Taken.News.class, open().take(order(false, 8, ONE)));
        assertFalse(open().stops(ONE));
        assertInstanceOf(StopBook.Taken.Refused.class, open().take(order(true, 7, ONE)));
        assertFalse(open().stops(ONE), "a replayed stop stops nothing");
    }

    @Test
    void resumingEverythingLiftsNoStopOfOneRelease() throws IOException {
        var book = open();
        book.take(order(true, 1, ONE));
        book.take(order(true, 2, null));
        assertTrue(book.stops(OTHER));
        assertEquals(2, book.about(ONE).size());

        book.take(order(false, 3, null));

        assertTrue(book.stops(ONE));
        assertFalse(book.stops(OTHER));
    }

    @Test
    void nobodyButAPublisherStopsAnything() throws IOException {
        var book = open();
        var stranger = new ManifestSigner(PublisherKey.generate()).sign(stop(true, 9, null));
        assertInstanceOf(StopBook.Taken.Refused.class, book.take(stranger.toText()));
        String mine = new String(Base64.getDecoder().decode(order(true, 9, ONE)), StandardCharsets.UTF_8);
        String payload = mine.replaceAll(".*\"payload\":\"([^\"]*)\".*", "$1");
        String forged = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8)
                .replace(ONE.toString(), "everything");
        String changed =
                mine.replace(payload, Base64.getEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8)));
        assertInstanceOf(
                StopBook.Taken.Refused.class,
                book.take(Base64.getEncoder().encodeToString(changed.getBytes(StandardCharsets.UTF_8))));
        for (String nonsense : List.of("", "!", "AAAA", "A".repeat(5_000))) {
            assertInstanceOf(StopBook.Taken.Refused.class, book.take(nonsense));
        }
        assertFalse(book.stops(ONE));
        assertEquals(List.of(), book.all());
    }

    @Test
    void listenersHearOfNewsAloneAndTheSameAgainIsKnown() throws IOException {
        var book = open();
        var heard = new ArrayList<StopOrder>();
        book.onNews(news -> heard.add(news.order()));

        book.take(order(true, 1, ONE));
        assertInstanceOf(StopBook.Taken.Known.class, book.take(order(true, 1, ONE)));
        book.takeAll(List.of(order(true, 1, ONE), order(false, 2, ONE)));

        assertEquals(List.of(stop(true, 1, ONE), stop(false, 2, ONE)), heard);
    }

    @Test
    void whatIsDamagedOnDiskIsPassedOver() throws IOException {
        open().take(order(true, 1, ONE));
        open().take(order(true, 1, OTHER));
        Path file = directory.resolve("stop-orders");
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.getFirst() + "\n" + lines.getLast().substring(9) + "\n");

        var book = open();

        assertTrue(book.stops(ONE));
        assertFalse(book.stops(OTHER));
        assertTrue(Files.exists(directory.resolve(".damaged-stop-orders")));
    }

    @Test
    void aFileLargerThanMemoryStopsNobody() throws IOException {
        open().take(order(true, 1, ONE));
        try (var file = new RandomAccessFile(directory.resolve("stop-orders").toFile(), "rw")) {
            file.setLength(3L << 30); // All hole.
        }

        assertTrue(open().stops(ONE));
    }

    @Test
    void whatCannotBeKeptIsObeyedAndNotAcknowledged() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        var book = StopBook.open(gone, new ManifestVerifier(List.of(KEY.publicKey())));
        Files.delete(gone);
        var heard = new ArrayList<SignedStop>();
        book.onNews(heard::add);

        assertThrows(IOException.class, () -> book.take(order(true, 1, ONE)));
        assertTrue(book.stops(ONE));
        assertEquals(1, heard.size(), "it is passed on");
    }

    @Test
    void whatAFullDiskDidNotKeepIsNotAcknowledgedBeforeItIsThereAndNeedsNoNewOrder() throws IOException {
        var disk = new FaultyDisk();
        var trust = new ManifestVerifier(List.of(KEY.publicKey()));
        var book = StopBook.open(disk.root(), trust);
        book.take(order(true, 1, OTHER));
        disk.room(100);

        assertThrows(IOException.class, () -> book.take(order(true, 1, ONE)));
        assertThrows(IOException.class, () -> book.take(order(true, 1, ONE)), "known, but not on disk");
        assertTrue(StopBook.open(disk.root(), trust).stops(OTHER), "what was there stays");
        disk.room(Long.MAX_VALUE);

        assertInstanceOf(StopBook.Taken.Known.class, book.take(order(true, 1, ONE)));
        assertTrue(StopBook.open(disk.root(), trust).stops(ONE));
        assertTrue(StopBook.open(disk.root(), trust).stops(OTHER));
    }

    @Test
    void theListTravelsAsJson() {
        var list = List.of(order(true, 1, ONE), order(false, 2, null));
        assertEquals(list, StopCodec.read(StopCodec.write(list)));
        assertThrows(
                IllegalArgumentException.class,
                () -> StopCodec.read("{\"stops\":[null]}".getBytes(StandardCharsets.UTF_8)));
        assertThrows(IllegalArgumentException.class, () -> StopCodec.read("[]".getBytes(StandardCharsets.UTF_8)));
    }

    static LongStream seeds() {
        Long only = Long.getLong("patchwave.seed");
        return only == null ? LongStream.rangeClosed(1, 30) : LongStream.of(only);
    }

    /** However orders arrive, late, twice or after a restart: the highest of each scope counts in the end. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderOfArrivalDoesNotMatter(long seed) throws IOException {
        var random = new Random(seed);
        var orders = new ArrayList<StopOrder>();
        for (int sequence = 1; sequence <= 12; sequence++) {
            var scope = random.nextInt(3);
            orders.add(stop(random.nextBoolean(), sequence, scope == 0 ? null : scope == 1 ? ONE : OTHER));
        }
        var last = new HashMap<String, StopOrder>();
        orders.forEach(order -> last.put(order.scope(), order));
        orders.addAll(List.copyOf(orders));
        Collections.shuffle(orders, random);

        var book = open();
        for (StopOrder order : orders) {
            book.take(new ManifestSigner(KEY).sign(order).toText());
            book = random.nextInt(4) == 0 ? open() : book;
        }

        assertEquals(
                last.values().stream().map(StopOrder::toString).sorted().toList(),
                book.all().stream()
                        .map(SignedStop::order)
                        .map(StopOrder::toString)
                        .sorted()
                        .toList(),
                "seed " + seed);
    }

    private StopBook open() throws IOException {
        return StopBook.open(directory, new ManifestVerifier(List.of(KEY.publicKey())));
    }

    private static StopOrder stop(boolean stops, long sequence, ReleaseId release) {
        return new StopOrder(stops, sequence, ISSUED, Optional.ofNullable(release));
    }

    private static String order(boolean stops, long sequence, ReleaseId release) {
        return new ManifestSigner(KEY).sign(stop(stops, sequence, release)).toText();
    }
}
