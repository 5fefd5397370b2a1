package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a fetch brought is kept, chunk by chunk, whatever ends it. */
class ChunkwiseFetchTest extends FetcherScene {
    private static final int CHUNK = ChunkTree.CHUNK_BYTES;
    private static final int LENGTH = 4 * CHUNK;
    private static final Patch PATCH = Patch.of(3, LENGTH);
    private static final String LEAVES = "Chunk-Digests: " + PATCH.chunks(0).toBase64() + "\r\n";

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    ChunkwiseFetchTest() {
        super(PATCH, Duration.ofMillis(700));
    }

    @Test
    void theListenerHearsOfTheBeginningOnceAndOfEachChunk() throws Exception {
        try (var fixture = ServerFixture.serving(directory.resolve("theirs"))) {
            PATCH.storeIn(fixture.store, 0);

            assertEquals(new FetchOutcome.Stored(LENGTH, false), outcome(fetch(fixture.uri())));

            assertEquals("begun 0", told.getFirst());
            assertEquals(1, told.stream().filter("begun 0"::equals).count());
            assertEquals("verified " + LENGTH, told.getLast());
            assertEquals(Optional.of(PATCH.chunks(0)), held.chunks(0));
        }
    }

    @Test
    void aWrongChunkInTheMiddleIsBlamedAtOnceAndTheRestComesFromAnother() throws Exception {
        byte[] damaged = PATCH.segment(0);
        damaged[2 * CHUNK + 9]++;
        // It never sends the end: that it is blamed shows that nobody waited for it.
        try (var liar = Liar.silent(answer(LENGTH, LEAVES, Arrays.copyOf(damaged, LENGTH - 1)))) {
            var outcome = outcome(fetch(liar.uri()));

            assertInstanceOf(FetchOutcome.Corrupt.class, outcome);
            assertTrue(outcome.toString().contains("wrong chunk of segment 0 behind 131072 bytes"), outcome::toString);
            assertEquals(2 * CHUNK, held.verifiedBytes(0));
        }
        restComesFromAnother(2 * CHUNK);
    }

    @Test
    void chunkDigestsOfSomethingElseAreBlamedBeforeAnyByteIsTaken() throws Exception {
        var leaves = "Chunk-Digests: " + PATCH.chunks(1).toBase64() + "\r\n";
        for (var field : List.of(leaves, "Chunk-Digests: AAAA\r\n", "Chunk-Digests: =%&\r\n")) {
            try (var liar = Liar.silent(answer(LENGTH, field, new byte[0]))) {
                assertInstanceOf(FetchOutcome.Corrupt.class, outcome(fetch(liar.uri())), field);
            }
        }
        assertEquals(0, held.verifiedBytes(0));
        assertEquals(List.of(), told);
    }

    @Test
    void aHolderThatBreaksOffOrFallsSilentLeavesItsChunks() throws Exception {
        try (var breaks = new Liar(answer(LENGTH, LEAVES, Arrays.copyOf(PATCH.segment(0), CHUNK + 5)))) {
            assertInstanceOf(FetchOutcome.Unreachable.class, outcome(fetch(breaks.uri())));
            assertEquals(CHUNK, held.verifiedBytes(0));
        }
        var second = Arrays.copyOfRange(PATCH.segment(0), CHUNK, 3 * CHUNK + 1);
        var range = "Content-Range: bytes " + CHUNK + "-" + (LENGTH - 1) + "/" + LENGTH + "\r\n";
        try (var silent = Liar.silent(answer(206, LENGTH - CHUNK, range, second))) {
            assertInstanceOf(FetchOutcome.Slow.class, outcome(fetch(silent.uri())));
            assertEquals(3 * CHUNK, held.verifiedBytes(0));
        }
        restComesFromAnother(3 * CHUNK);
        assertEquals(LENGTH + 5 + 1, held.ledger().receivedBytes());
    }

    @Test
    void aCancelledFetchLeavesItsChunks() throws Exception {
        try (var silent = Liar.silent(answer(LENGTH, LEAVES, Arrays.copyOf(PATCH.segment(0), CHUNK)))) {
            var fetch = fetch(silent.uri());
            await().until(() -> held.verifiedBytes(0) == CHUNK);
            fetch.cancel();
            assertEquals(new FetchOutcome.Cancelled(), outcome(fetch));
        }
        restComesFromAnother(CHUNK);
    }

    @Test
    void anotherRangeThanAskedIsAgainstTheRules() throws Exception {
        beginWith(2 * CHUNK);
        var range = "Content-Range: bytes 0-" + (2 * CHUNK - 1) + "/" + LENGTH + "\r\n";
        try (var liar = new Liar(answer(206, 2 * CHUNK, range, new byte[2 * CHUNK]))) {
            assertInstanceOf(FetchOutcome.Corrupt.class, outcome(fetch(liar.uri())));
        }
        restComesFromAnother(2 * CHUNK);
    }

    @Test
    void aPlainServerWithoutRangesStillBringsTheRestAndIsVerifiedByChunks() throws Exception {
        beginWith(2 * CHUNK);
        try (var plain = new Liar(answer(LENGTH, "", PATCH.segment(0)))) {
            assertEquals(new FetchOutcome.Stored(LENGTH, false), outcome(fetch(plain.uri())));
        }
        assertEquals(2L * CHUNK + LENGTH, held.ledger().receivedBytes(), "what came twice is counted");
    }

    @Test
    void whatLacksOnlyItsEndIsStoredWithoutAskingAnybody() throws Exception {
        beginWith(LENGTH);

        assertEquals(new FetchOutcome.Stored(0, false), outcome(fetch(URI.create("http://127.0.0.1:1"))));
    }

    @Test
    void aRestartGoesOnBehindTheVerifiedChunks() throws Exception {
        beginWith(CHUNK);
        store.close();
        store = ReleaseStore.open(directory.resolve("mine"));
        held = store.find(Patch.RELEASE).orElseThrow();
        restComesFromAnother(CHUNK);
    }

    @Test
    void aChainOfHoldersPassesChunksOnBeforeTheFirstOwnsTheSegment() throws Exception {
        try (var first = ServerFixture.serving(directory.resolve("first"));
                var second = ServerFixture.serving(directory.resolve("second"))) {
            var firstHeld = PATCH.storeIn(first.store);
            var secondHeld = PATCH.storeIn(second.store);
            var writer = ((WriteClaim.Granted) firstHeld.write(0, HolderKind.SOURCE)).writer();
            writer.know(PATCH.chunks(0));
            var hop = fetcher.fetchSegment(holder(first.uri()), secondHeld, 0, FetchListener.NONE);
            await().until(() -> secondHeld.chunks(0).isPresent());
            var last = fetch(second.uri());

            writer.write(ByteBuffer.wrap(PATCH.segment(0), 0, CHUNK));
            await().until(() -> held.verifiedBytes(0) == CHUNK);

            assertTrue(firstHeld.owned().isEmpty());
            writer.write(ByteBuffer.wrap(PATCH.segment(0), CHUNK, LENGTH - CHUNK));
            assertEquals(new FetchOutcome.Stored(LENGTH, false), outcome(hop));
            assertEquals(new FetchOutcome.Stored(LENGTH, false), outcome(last));
            writer.commit();
        }
    }

    @Test
    void aPushIsServedWhileItComesAndTheInboxHearsOfIt() throws Exception {
        var inbox = new KnowsOne(PATCH);
        var uplink = Uplink.ofBitsPerSecond(8L * LENGTH); // The push takes a second.
        try (var cache = accepting(inbox);
                var source = ReleaseStore.open(directory.resolve("source"))) {
            var theirs = PATCH.storeIn(cache.store);
            var push = fetcher.pushSegment(holder(cache.uri()), PATCH.storeIn(source, 0), 0, uplink);
            await().until(() -> inbox.began.contains(0));

            var fetch = fetch(cache.uri());
            await().until(() -> held.verifiedBytes(0) >= CHUNK);

            assertTrue(theirs.owned().isEmpty());
            assertEquals(new PushOutcome.Stored(LENGTH), push.outcome().get(9, TimeUnit.SECONDS));
            assertEquals(new FetchOutcome.Stored(LENGTH, false), outcome(fetch));
            assertEquals(List.of(0), inbox.stored);
        }
    }

    @Test
    void aPushThatIsWrongInTheMiddleIsRefusedAtOnceAndOneThatGoesOnIsTaken() throws Exception {
        var inbox = new KnowsOne(PATCH);
        byte[] damaged = PATCH.segment(0);
        damaged[CHUNK + 1]++;
        try (var cache = accepting(inbox);
                var client = cache.client()) {
            var theirs = PATCH.storeIn(cache.store);
            put(client, LEAVES).sendBytes(Arrays.copyOf(damaged, 2 * CHUNK));
            assertEquals(422, client.receive().status());
            await().until(() -> !theirs.isBeingWritten(0));
            assertEquals(CHUNK, theirs.verifiedBytes(0));

            try (var wrong = cache.client();
                    var right = cache.client()) {
                put(wrong, "Chunk-Digests: " + PATCH.chunks(1).toBase64() + "\r\n");
                assertEquals(422, wrong.receive().status());
                put(right, "").sendBytes(PATCH.segment(0));
                assertEquals(201, right.receive().status());
            }
            assertTrue(theirs.owned().contains(0));
        }
    }

    private ServerFixture accepting(PushInbox inbox) throws Exception {
        return new ServerFixture(
                directory.resolve("theirs"),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                routes -> routes.segments().accept(routes.router(), inbox, routes.limits()));
    }

    private static RawClient put(RawClient client, String leaves) throws Exception {
        var head = "PUT /v1/releases/" + Patch.RELEASE + "/segments/0 HTTP/1.1\r\nHost: x\r\nContent-Length: " + LENGTH
                + "\r\n" + leaves + "\r\n";
        return client.sendBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void beginWith(int bytes) throws Exception {
        try (var writer = ((WriteClaim.Granted) held.write(0, HolderKind.PEER)).writer()) {
            writer.know(PATCH.chunks(0));
            writer.write(ByteBuffer.wrap(PATCH.segment(0), 0, bytes));
        }
    }

    private void restComesFromAnother(int verifiedBytes) throws Exception {
        try (var fixture = ServerFixture.serving(directory.resolve("another"))) {
            PATCH.storeIn(fixture.store, 0);

            assertEquals(new FetchOutcome.Stored(LENGTH - verifiedBytes, false), outcome(fetch(fixture.uri())));

            await().until(() -> fixture.served.size() == 1);
            assertEquals(LENGTH - verifiedBytes, fixture.served.get(0).bytes());
            var content = ByteBuffer.allocate(LENGTH);
            try (var lease = held.content()) {
                lease.channel().read(content, 0);
            }
            assertArrayEquals(PATCH.segment(0), content.array());
        }
    }

    private static String answer(int lengthBytes, String fields, byte[] body) {
        return answer(200, lengthBytes, fields, body);
    }

    private static String answer(int status, int lengthBytes, String fields, byte[] body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Length: " + lengthBytes + "\r\n" + fields + "\r\n"
                + new String(body, StandardCharsets.ISO_8859_1);
    }

    private Fetch fetch(URI uri) {
        return fetcher.fetchSegment(holder(uri), held, 0, new FetchListener() {
            @Override
            public void begun(int segment) {
                told.add("begun " + segment);
            }

            @Override
            public void verified(int segment, int totalVerifiedBytes) {
                told.add("verified " + totalVerifiedBytes);
            }
        });
    }

    private static FetchOutcome outcome(Fetch fetch) throws Exception {
        return fetch.outcome().get(9, TimeUnit.SECONDS);
    }

    private static Holder holder(URI uri) {
        return new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, uri);
    }
}
