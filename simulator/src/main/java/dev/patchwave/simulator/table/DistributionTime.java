package dev.patchwave.simulator.table;

import dev.patchwave.simulator.network.LinkModel;
import dev.patchwave.simulator.swarm.PatchShape;
import dev.patchwave.simulator.swarm.Patience;
import dev.patchwave.simulator.swarm.SimulatedProgram;
import dev.patchwave.simulator.swarm.SimulatedSwarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * The distribution time of a file from one server to N peers, beside the bounds of Kurose and Ross (Computer Networking, 2.5, "P2P file
 * distribution"): client and server max(NF/u_s, F/d), peer to peer max(F/u_s, F/d, NF/(u_s + N u)).
 *
 * <p>Their exercise gives F = 15 Gbit, u_s = 30 Mbit/s, d = 2 Mbit/s, N of 10, 100 and 1000, u of 0.3, 0.7 and 2 Mbit/s. The production cores run
 * with the patience that such slow links need.
 */
public final class DistributionTime {
    private static final long FILE_BITS = 15_000_000_000L;
    private static final long SERVER_UP = 30_000_000;
    private static final long PEER_DOWN = 2_000_000;
    private static final int[] PEERS = {10, 100, 1000};
    private static final long[] UPLINKS = {300_000, 700_000, 2_000_000};
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final int CHUNK_BYTES = 256 << 10;
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** So that the server's uplink is full although each peer takes but 2 Mbit/s of it. */
    private static final int SERVER_SLOTS = 32;

    /**
     * One of the twelve.
     *
     * @param peerUp in bits a second; 0 is client and server
     * @param simulated seconds until the last has the file
     */
    public record Cell(int peers, long peerUp, double bound, double simulated) {
        public double ratio() {
            return simulated / bound;
        }
    }

    private DistributionTime() {}

    /** All twelve: for each N client and server first, then each u; {@code told} hears of each when it is done. */
    public static void all(long seed, Consumer<Cell> told) {
        for (int peers : PEERS) {
            told.accept(play(peers, 0, seed));
            for (long uplink : UPLINKS) {
                told.accept(play(peers, uplink, seed));
            }
        }
    }

    /** One cell. {@code peerUp} 0: nobody uploads. */
    public static Cell play(int peers, long peerUp, long seed) {
        var shape = new PatchShape(FILE_BITS / 8, SEGMENT_BYTES, CHUNK_BYTES);
        var links = new LinkModel(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(50), SILENCE, 1, 0);
        var swarm = new SimulatedSwarm(seed, shape, links, (from, to, bytes) -> {})
                .with(Patience.download(SILENCE, QUIET.multipliedBy(3)), Patience.tracker(QUIET))
                .withoutReceipts();
        var server = swarm.server("server", SERVER_UP, SERVER_SLOTS).start();
        var left = new ArrayList<SimulatedProgram>();
        for (int i = 0; i < peers; i++) {
            var peer = swarm.clientAt("p-" + i, server, peerUp == 0 ? PEER_DOWN : peerUp, PEER_DOWN);
            left.add((peerUp == 0 ? peer.servesNobody() : peer).start());
        }
        double bound = bound(peers, peerUp);
        var limit = Duration.ofSeconds((long) (bound * 10));
        swarm.runUntil(
                () -> {
                    while (!left.isEmpty() && left.getLast().isDone()) {
                        left.removeLast();
                    }
                    return left.isEmpty();
                },
                limit);
        return new Cell(peers, peerUp, bound, swarm.time().nanos() / 1e9);
    }

    private static double bound(int peers, long peerUp) {
        double needed = (double) peers * FILE_BITS / (SERVER_UP + peers * peerUp);
        return Math.max(needed, (double) FILE_BITS / Math.min(SERVER_UP, PEER_DOWN));
    }
}
