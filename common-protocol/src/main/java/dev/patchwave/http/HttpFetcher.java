package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.CertificatePin;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client side of the data plane: fetches segments into a store, pushes them from one, and asks small things.
 *
 * <p>Thread-safe; nothing here blocks. One for a program; keeps connections for the next request. Whatever is asked ends in time: by the
 * stall watchdog at the latest. Closed by the program, before its {@link HttpThreads}; what is under way then ends as unreachable.
 */
public final class HttpFetcher implements AutoCloseable {
    private static final int UNAUTHORIZED = 401;
    private final HttpThreads threads;
    private final ConnectionPool pool;
    private final Headers headers;
    private final AtomicInteger pushes = new AtomicInteger();
    private volatile Credentials credentials = Credentials.none();

    /**
     * Connects to nobody yet.
     *
     * @param self told to others in {@value Request#MEMBER_HEADER}; empty for a tool that is no member
     */
    public HttpFetcher(HttpThreads threads, FetcherLimits limits, Optional<HolderId> self) {
        this(threads, limits, self, DataPlaneTls.off());
    }

    /**
     * As the other.
     *
     * @param tls for holders at {@code https}
     */
    public HttpFetcher(HttpThreads threads, FetcherLimits limits, Optional<HolderId> self, DataPlaneTls tls) {
        this(threads, limits, self, tls, Optional.empty());
    }

    /**
     * As the other, and reads all its connections at one pace.
     *
     * @param downlink paces what is read
     */
    public HttpFetcher(
            HttpThreads threads,
            FetcherLimits limits,
            Optional<HolderId> self,
            DataPlaneTls tls,
            Optional<Downlink> downlink) {
        this.threads = threads;
        this.pool = new ConnectionPool(threads, limits, tls, downlink);
        this.headers = Headers.of("User-Agent", "patchwave")
                .with(
                        self.map(id -> Request.MEMBER_HEADER).orElse("Accept"),
                        self.map(HolderId::value).orElse("*/*"));
    }

    /**
     * Fetches one segment into the store, or what is not verified of it yet: on disk when it ends as {@link FetchOutcome.Stored}.
     * However else it ends, what it brought is kept chunk by chunk, and the next fetch, of whatever holder, goes on behind it. The
     * store counts the bytes in its ledger.
     */
    public Fetch fetchSegment(Holder holder, SegmentStore store, int segment, FetchListener listener) {
        var fetch = new SegmentFetch(holder, store, segment, listener);
        var unusable = unusable(holder.uri());
        if (unusable.isPresent()) {
            fetch.refuse(new FetchOutcome.Unreachable(unusable.get()));
            return fetch;
        }
        var uri = segmentUri(holder.uri(), store.release(), segment);
        try {
            threads.workers()
                    .execute(() -> fetch.begin(uri, authorized(HttpMethod.GET, uri, headers), pool, threads.workers()));
        } catch (RejectedExecutionException e) {
            fetch.refuse(new FetchOutcome.DiskFailed("too much work waits for our disk", true));
        }
        var unused = fetch.outcome().thenAccept(outcome -> {
            if (outcome instanceof FetchOutcome.Unauthorized) {
                refused(HttpMethod.GET, uri);
            }
        });
        return fetch;
    }

    /**
     * Sends an owned segment to another program, unless that has it: the bytes leave only when it says that it wants them. Counts them in
     * the store's ledger.
     *
     * @param uplink paces it, together with all else that the program sends
     * @throws IllegalArgumentException when the store does not own the segment
     */
    public Push pushSegment(Holder holder, SegmentStore store, int segment, Uplink uplink) {
        if (!store.owned().contains(segment)) {
            throw new IllegalArgumentException("segment " + segment + " of " + store.release() + " is not owned");
        }
        long offset = store.manifest().segmentOffsetBytes(segment);
        int length = store.manifest().segmentLengthBytes(segment);
        Call.Opener opener = () -> {
            var lease = store.content();
            return new FileSlice(lease.channel(), offset, length, sent -> {
                lease.close();
                store.ledger().uploaded(sent);
            });
        };
        var uri = segmentUri(holder.uri(), store.release(), segment);
        var fields = store.chunks(segment)
                .map(tree -> headers.with(ChunkDigests.HEADER, tree.toBase64()))
                .orElse(headers);
        pushes.incrementAndGet();
        var push = push(uri, holder.pin(), fields, new Call.Body.File(length, opener, uplink));
        var unused = push.outcome().whenComplete((outcome, fault) -> pushes.decrementAndGet());
        return push;
    }

    /** Segments that are being pushed now. */
    public int pushesUnderWay() {
        return pushes.get();
    }

    /**
     * PUTs a region of a file.
     *
     * @param file stays the caller's; must stay open until the outcome is there, and a moment longer when it was cancelled
     */
    public Push putBytes(URI uri, FileChannel file, long offsetBytes, long lengthBytes, Uplink uplink) {
        Call.Opener opener = () -> new FileSlice(file, offsetBytes, lengthBytes, sent -> {});
        return push(uri, Optional.empty(), headers, new Call.Body.File(lengthBytes, opener, uplink));
    }

    /** From now on requests about a release show what {@code ours} has for it. */
    public void show(Credentials ours) {
        credentials = ours;
    }

    /** GETs something small. Completed once, never exceptionally, on an event loop. */
    public CompletableFuture<HttpReply> get(URI uri, int limitBytes) {
        return get(uri, Optional.empty(), limitBytes);
    }

    /**
     * As the other.
     *
     * @param pin the one certificate that is believed there; empty believes what this fetcher's authorities say
     */
    public CompletableFuture<HttpReply> get(URI uri, Optional<CertificatePin> pin, int limitBytes) {
        return ask(HttpMethod.GET, uri, pin, headers, new byte[0], limitBytes);
    }

    /** Asks for the head of something, to see whether and how soon an answer comes. Completed once, never exceptionally, on an event loop. */
    public CompletableFuture<HttpReply> head(URI uri) {
        return head(uri, Optional.empty());
    }

    /**
     * As the other.
     *
     * @param pin the one certificate that is believed there; empty believes what this fetcher's authorities say
     */
    public CompletableFuture<HttpReply> head(URI uri, Optional<CertificatePin> pin) {
        var taker = new ReplyTaker(Integer.MAX_VALUE); // No body comes, however long it is.
        run(HttpMethod.HEAD, uri, pin, headers, new Call.Body.Bytes(new byte[0]), taker);
        return taker.reply();
    }

    /** POSTs JSON. Completed once, never exceptionally, on an event loop. */
    public CompletableFuture<HttpReply> post(URI uri, byte[] json, int limitBytes) {
        return ask(
                HttpMethod.POST,
                uri,
                Optional.empty(),
                headers.with("Content-Type", "application/json"),
                json,
                limitBytes);
    }

    /** PUTs JSON, e.g. a signed manifest. Completed once, never exceptionally, on an event loop. */
    public CompletableFuture<HttpReply> put(URI uri, byte[] json, int limitBytes) {
        return ask(
                HttpMethod.PUT,
                uri,
                Optional.empty(),
                headers.with("Content-Type", "application/json"),
                json,
                limitBytes);
    }

    /** Where a holder serves a segment. */
    public static URI segmentUri(URI base, ReleaseId release, int segment) {
        return base.resolve("/v1/releases/" + release + "/segments/" + segment);
    }

    /** Where a holder serves a manifest. */
    public static URI manifestUri(URI base, ReleaseId release) {
        return base.resolve("/v1/releases/" + release + "/manifest");
    }

    /** Ends every connection. Not from an event loop. */
    @Override
    public void close() {
        pool.close();
    }

    /** The connections that are open now, for those who look at the sockets themselves. */
    Iterable<Channel> channels() {
        return pool.channels();
    }

    private Push push(URI uri, Optional<CertificatePin> pin, Headers fields, Call.Body.File body) {
        var push = new PushCall(body.lengthBytes());
        run(HttpMethod.PUT, uri, pin, fields.with("Content-Type", "application/octet-stream"), body, push.taker());
        noteRefusal(HttpMethod.PUT, uri, push.taker());
        return push;
    }

    private CompletableFuture<HttpReply> ask(
            HttpMethod method, URI uri, Optional<CertificatePin> pin, Headers fields, byte[] body, int limitBytes) {
        var taker = new ReplyTaker(limitBytes);
        run(method, uri, pin, fields, new Call.Body.Bytes(body), taker);
        noteRefusal(method, uri, taker);
        return taker.reply();
    }

    private void run(
            HttpMethod method,
            URI uri,
            Optional<CertificatePin> pin,
            Headers fields,
            Call.Body body,
            Call.Taker taker) {
        var unusable = unusable(uri);
        if (unusable.isPresent()) {
            taker.broken(new Failure.Unreachable(unusable.get()));
        } else {
            pool.run(new Call(method, uri, pin, authorized(method, uri, fields), body, taker));
        }
    }

    private void noteRefusal(HttpMethod method, URI uri, ReplyTaker taker) {
        var unused = taker.reply().thenAccept(reply -> {
            if (reply instanceof HttpReply.Answered answered && answered.status() == UNAUTHORIZED) {
                refused(method, uri);
            }
        });
    }

    private void refused(HttpMethod method, URI uri) {
        ReleaseRequest.of(method, uri).ifPresent(credentials::refused);
    }

    private Headers authorized(HttpMethod method, URI uri, Headers fields) {
        return ReleaseRequest.of(method, uri)
                .flatMap(credentials::tokenFor)
                .map(token -> fields.with("Authorization", "Bearer " + token))
                .orElse(fields);
    }

    private static Optional<String> unusable(URI uri) {
        boolean known = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        return known && uri.getHost() != null
                ? Optional.empty()
                : Optional.of("'" + uri + "' is no http://host:port or https://host:port");
    }
}
