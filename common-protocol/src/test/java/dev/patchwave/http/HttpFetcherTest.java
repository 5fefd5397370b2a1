package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFetcherTest extends FetcherScene {
    private static final Patch PATCH = Patch.of(8);
    private static final Duration STALL = Duration.ofSeconds(1);

    HttpFetcherTest() {
        super(PATCH, STALL);
    }

    @Test
    void aWholePatchIsFetchedSegmentBySegmentAtOnce() throws Exception {
        try (var fixture = ServerFixture.serving(directory.resolve("theirs"))) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var received = new AtomicLong();

            var fetches = new ArrayList<Fetch>();
            for (int n : PATCH.all()) {
                fetches.add(fetcher.fetchSegment(cache(fixture.uri()), held, n, counting(received)));
            }

            for (int n : PATCH.all()) {
                assertEquals(new FetchOutcome.Stored(PATCH.segment(n).length, false), outcome(fetches.get(n)));
            }
            assertTrue(held.owned().isFull());
            assertArrayEquals(PATCH.bytes(), content());
            assertEquals(PATCH.bytes().length, received.get());
            assertEquals(PATCH.bytes().length, held.ledger().receivedBytes(HolderKind.OWN_CACHE));
            assertEquals(
                    Optional.of(new HolderId("p-me")), fixture.served.get(0).member());
            assertTrue(fixture.server.connections() <= FetcherLimits.DEFAULT.maxConnectionsPerHolder());
            assertEquals(new FetchOutcome.Stored(0, true), outcome(fetch(fixture.uri(), 3)));
        }
    }

    @Test
    void whatTheHolderLacksIsMissingAndWhoIsBusyNamesOthers() throws Exception {
        var alice = new Holder(new HolderId("p-alice"), HolderKind.PEER, URI.create("http://10.0.0.7:8080"));
        var busy = new FetchOutcome.Busy(Duration.ofSeconds(3), List.of(alice));
        Admission admission = ask -> new Admission.Busy(busy.retryAfter(), busy.alternates());
        try (var fixture = new ServerFixture(
                directory.resolve("theirs"), HttpLimits.DEFAULT, Uplink.unlimited(), admission, routes -> {})) {
            PATCH.storeIn(fixture.store, 0);

            assertEquals(busy, outcome(fetch(fixture.uri(), 0)));
            assertEquals(new FetchOutcome.Missing(), outcome(fetch(fixture.uri(), 1)));
            assertEquals(1, fixture.server.connections());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK^Content-Length: 9^^123456789 | Corrupt | announced 9 bytes",
                "HTTP/1.1 200 OK^^123456789 | Corrupt | sent 9 bytes",
                "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^9^123456789^0^^ | Corrupt | sent 9 bytes",
                "HTTP/1.1 200 OK^Transfer-Encoding: chunked^^x^ | Corrupt | does not speak HTTP",
                "HTTP/1.1 200 OK^Content-Length: x^^ | Corrupt | is not a number",
                "HTTP/1.1 200 OK^Content-Length: 65536^^123 | Unreachable | ended in the middle",
                "SSH-2.0-OpenSSH_9.2^^ | Corrupt | does not speak HTTP",
                "HTTP/1.1 500 Oops^Content-Length: 0^^ | Unreachable | answered 500",
                "HTTP/1.1 302 Found^Location: http://x/^Content-Length: 0^^ | Unreachable | answered 302",
                "HTTP/1.1 503 Busy^Retry-After: 7^Content-Length: 3^^{x} | Busy | PT7S",
                "HTTP/1.1 503 Busy^Retry-After: never^Content-Length: 0^^ | Busy | PT1S",
                "HTTP/1.1 200 OK^Content-Encoding: gzip^Content-Length: 65535^^x | Corrupt | announced 65535 bytes",
                "HTTP/1.1 206 Part^Content-Length: 1^^1 | Unreachable | answered 206",
            })
    void aHolderThatAnswersRubbishIsBlamedForIt(String answer, String kind, String reason) throws Exception {
        try (var liar = new Liar(answer.replace("^", "\r\n"))) {
            var outcome = outcome(fetch(liar.uri(), 0));

            assertEquals(kind, outcome.getClass().getSimpleName(), outcome::toString);
            assertTrue(outcome.toString().contains(reason), outcome::toString);
            assertTrue(held.owned().isEmpty());
        }
    }

    @Test
    void rightLengthAndWrongBytesAreCorrupt() throws Exception {
        try (var liar = new Liar("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n" + "x".repeat(65536))) {
            var outcome = outcome(fetch(liar.uri(), 0));

            assertInstanceOf(FetchOutcome.Corrupt.class, outcome);
            assertFalse(held.owned().contains(0));
        }
    }

    @Test
    void whoOnlyEverSaysThatItWillAnswerIsGivenUp() throws Exception {
        try (var liar = Liar.silent("HTTP/1.1 102 Processing\r\n\r\n".repeat(100))) {
            var outcome = outcome(fetch(liar.uri(), 0));

            assertTrue(outcome.toString().contains("again and again"), outcome::toString);
        }
    }

    @Test
    void aBodyWithoutAnEndIsCutOff() throws Exception {
        try (var liar = Liar.endless("HTTP/1.1 200 OK\r\n\r\n")) {
            var outcome = outcome(fetch(liar.uri(), 0));

            assertTrue(outcome.toString().contains("sent more than"), outcome::toString);
            var reply = fetcher.get(liar.uri(), 1000).get(5, TimeUnit.SECONDS);
            assertEquals(new HttpReply.Failed("the answer (200) has more than 1000 bytes"), reply);
        }
    }

    @Test
    void whoFallsSilentIsSlowAndTheSegmentIsFreeAtOnce() throws Exception {
        try (var silent = Liar.silent("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n1234");
                var fixture = ServerFixture.serving(directory.resolve("theirs"))) {
            PATCH.storeIn(fixture.store, 0);

            assertInstanceOf(FetchOutcome.Slow.class, outcome(fetch(silent.uri(), 0)));
            assertEquals(new FetchOutcome.Stored(65536, false), outcome(fetch(fixture.uri(), 0)));
        }
    }

    @Test
    void aCancelledFetchGivesTheSegmentBack() throws Exception {
        try (var silent = Liar.silent("");
                var fixture = ServerFixture.serving(directory.resolve("theirs"))) {
            PATCH.storeIn(fixture.store, 0);
            var fetch = fetch(silent.uri(), 0);
            await().until(silent::isAsked);
            assertEquals(new FetchOutcome.BeingWritten(), outcome(fetch(fixture.uri(), 0)));

            fetch.cancel();

            assertEquals(new FetchOutcome.Cancelled(), outcome(fetch));
            assertEquals(new FetchOutcome.Stored(65536, false), outcome(fetch(fixture.uri(), 0)));
        }
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        URI gone;
        try (var silent = Liar.silent("")) {
            gone = silent.uri();
        }

        assertInstanceOf(FetchOutcome.Unreachable.class, outcome(fetch(gone, 0)));
        assertInstanceOf(FetchOutcome.Unreachable.class, outcome(fetch(URI.create("ftp://x"), 0)));
        assertInstanceOf(
                HttpReply.Failed.class,
                fetcher.get(URI.create("http://no.such.invalid/"), 9).get(9, TimeUnit.SECONDS));
    }

    @Test
    void aConnectionThatDiedWhileItWasKeptCostsNothing() throws Exception {
        try (var fixture = new ServerFixture(
                directory.resolve("theirs"),
                HttpLimits.DEFAULT.withIdle(Duration.ofMillis(20)),
                Uplink.unlimited(),
                Admission.open(),
                routes -> {})) {
            PATCH.storeIn(fixture.store, PATCH.all());
            for (int n : PATCH.all()) {
                assertInstanceOf(FetchOutcome.Stored.class, outcome(fetch(fixture.uri(), n)));
                int most = n % 2; // Every other time the server has closed it, and we may or may not know.
                await().until(() -> fixture.server.connections() <= most);
            }
        }
    }

    @Test
    void aSegmentIsPushedOnceAndOnlyWhenItIsRight() throws Exception {
        var inbox = new KnowsOne(PATCH);
        var uplink = Uplink.unlimited();
        try (var cache = new ServerFixture(
                        directory.resolve("theirs"),
                        HttpLimits.DEFAULT,
                        Uplink.unlimited(),
                        Admission.open(),
                        routes -> routes.segments().accept(routes.router(), inbox, routes.limits()));
                var source = ReleaseStore.open(directory.resolve("source"))) {
            var mine = PATCH.storeIn(source, PATCH.all());
            var theirs = PATCH.storeIn(cache.store);

            assertEquals(
                    new PushOutcome.Stored(65536), outcome(fetcher.pushSegment(cache(cache.uri()), mine, 2, uplink)));
            assertEquals(
                    new PushOutcome.AlreadyThere(), outcome(fetcher.pushSegment(cache(cache.uri()), mine, 2, uplink)));

            assertTrue(theirs.owned().contains(2));
            assertEquals(List.of(2), inbox.stored);
            assertEquals(65536, mine.ledger().uploadedBytes());
            assertEquals(65536, theirs.ledger().receivedBytes(HolderKind.SOURCE));
        }
    }

    @Test
    void whatIsNoSegmentIsRefused() throws Exception {
        var inbox = new KnowsOne(PATCH);
        var file = directory.resolve("wrong");
        Files.write(file, new byte[100_000]);
        var uplink = Uplink.unlimited();
        try (var cache = new ServerFixture(
                        directory.resolve("theirs"),
                        HttpLimits.DEFAULT,
                        Uplink.unlimited(),
                        Admission.open(),
                        routes -> routes.segments().accept(routes.router(), inbox, routes.limits()));
                var wrong = FileChannel.open(file)) {
            PATCH.storeIn(cache.store);
            var first = HttpFetcher.segmentUri(cache.uri(), Patch.RELEASE, 0);
            var unknown = HttpFetcher.segmentUri(cache.uri(), ReleaseId.parse("other@1"), 0);

            assertRefused(422, fetcher.putBytes(first, wrong, 0, 65536, uplink));
            assertRefused(422, fetcher.putBytes(first, wrong, 0, 99, uplink));
            assertRefused(413, fetcher.putBytes(first, wrong, 0, 65537, uplink));
            assertRefused(404, fetcher.putBytes(unknown, wrong, 0, 65536, uplink));
            assertEquals(List.of(), inbox.stored);
        }
    }

    @Test
    void aManifestIsDecidedByTheProgram() throws Exception {
        var inbox = new KnowsOne(PATCH);
        try (var cache = new ServerFixture(
                directory.resolve("theirs"),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                routes -> routes.segments().accept(routes.router(), inbox, routes.limits()))) {
            var uri = HttpFetcher.manifestUri(cache.uri(), Patch.RELEASE);

            assertEquals(201, status(fetcher.put(uri, PATCH.signed().envelope(), 1000)));
            assertEquals(204, status(fetcher.put(uri, PATCH.signed().envelope(), 1000)));
            assertEquals(403, status(fetcher.put(uri, new byte[] {1}, 1000)));
            assertEquals(405, status(fetcher.post(uri, new byte[] {1}, 1000)));
        }
    }

    private Fetch fetch(URI uri, int segment) {
        return fetcher.fetchSegment(cache(uri), held, segment, FetchListener.NONE);
    }

    private static FetchListener counting(AtomicLong received) {
        return new FetchListener() {
            @Override
            public void received(long bytes) {
                received.addAndGet(bytes);
            }
        };
    }

    private byte[] content() throws IOException {
        try (var lease = held.content()) {
            var bytes = ByteBuffer.allocate(PATCH.bytes().length);
            lease.channel().read(bytes, 0);
            return bytes.array();
        }
    }

    private static void assertRefused(int status, Push push) throws Exception {
        var outcome = outcome(push);
        assertEquals(
                status,
                assertInstanceOf(PushOutcome.Refused.class, outcome, outcome::toString)
                        .status());
    }

    private static int status(CompletableFuture<HttpReply> reply) throws Exception {
        return assertInstanceOf(HttpReply.Answered.class, reply.get(9, TimeUnit.SECONDS))
                .status();
    }

    private static FetchOutcome outcome(Fetch fetch) throws Exception {
        return fetch.outcome().get(9, TimeUnit.SECONDS);
    }

    private static PushOutcome outcome(Push push) throws Exception {
        return push.outcome().get(9, TimeUnit.SECONDS);
    }

    private static Holder cache(URI uri) {
        return new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, uri);
    }
}
