package dev.patchwave.transfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.patchwave.http.Bearer;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpReply;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.PushOutcome;
import dev.patchwave.http.RequestGuard;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.Fault;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real server and real reports; only who answers when it is dialled is the test's word. */
class SwarmOriginTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    private static final int SEGMENTS = 8;
    private static final int ALICES_PORT = 4711;
    private static final URI ALICE = URI.create("http://127.0.0.1:" + ALICES_PORT);

    private final ScriptedDialback network = new ScriptedDialback().reaching(ALICE);
    private HttpThreads threads;
    private HttpFetcher fetcher;
    private Uplink uplink;
    private HttpServer server;
    private SwarmOrigin origin;
    private volatile Optional<Bearer> proven = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        threads = HttpThreads.start("swarm", 1, 2);
        fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.empty());
        uplink = Uplink.unlimited();
        var router = new Router()
                .post("/v1/releases/{id}/swarm", request -> origin.answer(request))
                .guardedBy(request -> new RequestGuard.Passed(proven));
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                threads,
                HttpLimits.DEFAULT,
                router,
                uplink);
        origin = new SwarmOrigin(
                RELEASE,
                SEGMENTS,
                tracker(),
                (member, segment) -> CompletableFuture.completedFuture(new PushOutcome.Cancelled()),
                SwarmOrigin.Places.observed(),
                network,
                report -> {},
                Clock.systemUTC(),
                Throwable::printStackTrace);
        origin.start();
    }

    @AfterEach
    void stop() {
        origin.close();
        fetcher.close();
        server.close();
        threads.close();
    }

    @Test
    void oneThatIsBeingDialledFetchesAndOthersAreSentToItOnceItAnswered() {
        network.hold();
        var alice = ask(alice(MemberReport.Request.FIND, 1)).join();
        assertEquals(1, alice.assignments().size(), "it need not be reached to fetch");

        var bob = ask(bob(List.of())); // The origin's only slot is taken, so it waits for somebody.
        network.answerOne();

        var found = bob.join().assignments().getFirst();
        assertEquals(3, found.segment());
        assertEquals(ALICE, found.holders().getFirst().uri());
    }

    @Test
    void nobodyIsSentToOneThatDidNotAnswer() {
        var deaf = new ServingAddress("127.0.0.1", 9);
        ask(alice(MemberReport.Request.FIND, 1).servingAt(deaf, OptionalLong.empty()))
                .join();

        assertEquals(List.of(), ask(bob(List.of())).join().assignments());
        assertFalse(network.dialled().isEmpty());
    }

    @Test
    void whoIsAccusedOfBeingUnreachableIsDoubted() {
        ask(alice(MemberReport.Request.FIND, 0)).join();

        var unused = ask(bob(List.of(new Fault(3, new HolderId("alice"), Fault.Reason.UNREACHABLE))));
        var unusedToo = ask(bob(List.of(new Fault(3, new HolderId("alice"), Fault.Reason.SLOW))));

        await().until(() -> network.doubted().equals(List.of(new HolderId("alice"))));
    }

    @Test
    void whoShowsATokenReportsForItselfAndItsOwnDeviceOnly() {
        var device = new InstanceId(new UUID(1, 2));
        var own = HolderId.of(device);
        proven = Optional.of(new Bearer("i-1", own::equals));

        assertEquals(200, answerTo(reportOf(own).with(device)));
        assertEquals(403, answerTo(reportOf(new HolderId("alice")).with(device)));
        assertEquals(403, answerTo(reportOf(own).with(new InstanceId(new UUID(3, 4)))));
        assertEquals(403, answerTo(reportOf(new HolderId("alice"))));

        proven = Optional.empty();
        assertEquals(200, answerTo(reportOf(new HolderId("alice")).with(device)), "nothing is proven");
    }

    private static MemberReport reportOf(HolderId member) {
        return MemberReport.of(MemberReport.Request.STAT_REPORT, member, RELEASE, Bitfield.empty(SEGMENTS));
    }

    private int answerTo(MemberReport report) {
        return ((HttpReply.Answered) post(report).join()).status();
    }

    private static SwarmTracker tracker() {
        var self = new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://10.0.0.1:80"));
        return new SwarmTracker(
                RELEASE,
                self,
                Bitfield.full(SEGMENTS),
                new OriginPolicy(1, false, false),
                TrackerLimits.defaults(),
                new Random(1));
    }

    /** Owns segment 3 and serves it. */
    private static MemberReport alice(MemberReport.Request request, int want) {
        return MemberReport.of(request, new HolderId("alice"), RELEASE, Bitfield.of(SEGMENTS, 3))
                .wanting(want, Bitfield.empty(SEGMENTS))
                .servingAt(new ServingAddress("192.0.2.7", ALICES_PORT), OptionalLong.of(10_000_000));
    }

    /** Lacks segment 3 only, or all, and serves nothing. */
    private static MemberReport bob(List<Fault> faults) {
        return MemberReport.of(
                        MemberReport.Request.FIND,
                        new HolderId("bob"),
                        RELEASE,
                        Bitfield.full(SEGMENTS).minus(Bitfield.of(SEGMENTS, 3)))
                .wanting(1, Bitfield.empty(SEGMENTS))
                .withFaults(faults);
    }

    private CompletableFuture<HttpReply> post(MemberReport report) {
        var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/releases/" + RELEASE + "/swarm");
        return fetcher.post(uri, SwarmCodec.write(report), 1 << 20);
    }

    private CompletableFuture<SwarmPlan> ask(MemberReport report) {
        return post(report)
                .thenApply(reply -> SwarmCodec.readPlan(((HttpReply.Answered) reply).body(), RELEASE, SEGMENTS));
    }
}
