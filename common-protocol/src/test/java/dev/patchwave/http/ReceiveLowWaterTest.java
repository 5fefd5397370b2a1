package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fetcher sleeps until a chunk is there, and still finds what comes slowly. */
class ReceiveLowWaterTest extends FetcherScene {
    private static final int CHUNK = ChunkTree.CHUNK_BYTES;
    private static final int SOME = 10 << 10;
    private static final Patch PATCH = Patch.of(3, 2 * CHUNK);

    private final AtomicLong received = new AtomicLong();
    private ServerSocket listener;
    private Socket holder;
    private Fetch fetch;

    ReceiveLowWaterTest() {
        super(PATCH, Duration.ofMinutes(1)); // Looks after the socket each second.
    }

    @BeforeEach
    void answerBegins() throws IOException {
        assumeTrue(threads.isEpoll(), "SKIPPED: SO_RCVLOWAT wakes nobody on this system, which has no epoll");
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var uri = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        var listening = new FetchListener() {
            @Override
            public void received(long bytes) {
                received.addAndGet(bytes);
            }
        };
        fetch = fetcher.fetchSegment(new Holder(new HolderId("p-slow"), HolderKind.PEER, uri), held, 0, listening);
        holder = listener.accept();
        var head = "HTTP/1.1 200 OK\r\nContent-Length: " + 2 * CHUNK + "\r\nChunk-Digests: "
                + PATCH.chunks(0).toBase64() + "\r\n\r\n";
        var begun = new ByteArrayOutputStream();
        begun.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        begun.write(PATCH.segment(0), 0, SOME);
        holder.getOutputStream().write(begun.toByteArray());
    }

    @AfterEach
    void close() throws IOException {
        if (holder != null) {
            holder.close();
            listener.close();
        }
    }

    @Test
    void theNextWakeIsTheEndOfTheChunk() throws Exception {
        await().until(() -> waitsForMuch(CHUNK));

        send(SOME, CHUNK);
        await().until(() -> held.verifiedBytes(0) == CHUNK);
        await().until(() -> waitsForMuch(2 * CHUNK));
    }

    @Test
    void whatASlowHolderSentIsTakenAllTheSame() throws Exception {
        for (int at = SOME; at < 2 * CHUNK; at += 2 * SOME) {
            int end = Math.min(2 * CHUNK, at + 2 * SOME);
            send(at, end);
            await().until(() -> received.get() == end);
        }
        assertEquals(new FetchOutcome.Stored(2 * CHUNK, false), fetch.outcome().get(10, TimeUnit.SECONDS));
    }

    private void send(int from, int to) throws IOException {
        holder.getOutputStream().write(PATCH.segment(0), from, to - from);
    }

    /** For more than a few packets, and for no more than what is missing; less than that once nothing came for a second. */
    private boolean waitsForMuch(int end) {
        int bytes = fetcher.channels().iterator().next().config().getOption(ReceiveLowWater.SO_RCVLOWAT);
        return bytes > 2 * SOME && bytes <= end - received.get();
    }
}
