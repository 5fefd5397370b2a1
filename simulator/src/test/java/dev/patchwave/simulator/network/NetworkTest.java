package dev.patchwave.simulator.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the links do to chunks of 100 000 bytes: 80 ms each at 10 Mbit/s. The delay is 5 ms within a site and 20 ms between sites. */
class NetworkTest {
    private static final int CHUNK_BYTES = 100_000;
    private static final long TEN_MEGABITS = 10_000_000;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final LinkModel model = new LinkModel(
            Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(2), 1, 0);
    private final Network network = new Network(time, model, (from, to, bytes) -> {});
    private final List<String> seen = new ArrayList<>();

    @Test
    void chunksFollowEachOtherAtTheRateOfTheUplink() {
        var from = up("a", 0, TEN_MEGABITS, TEN_MEGABITS);
        network.transfer(from, up("b", 0, TEN_MEGABITS, 4 * TEN_MEGABITS), new Whole("x", 3));

        time.run(LONG);

        assertEquals(List.of("x0 85", "x1 165", "x-left 240", "x2 245"), seen);
    }

    @Test
    void aSlowerDownlinkPassesAChunkAtItsOwnRate() {
        var to = up("b", 1, TEN_MEGABITS, TEN_MEGABITS / 2);
        network.transfer(up("a", 0, TEN_MEGABITS, TEN_MEGABITS), to, new Whole("x", 2));

        time.run(LONG);

        assertEquals(List.of("x-left 160", "x0 180", "x1 340"), seen);
    }

    @Test
    void transfersTakeTurnsOnAnUplink() {
        var from = up("a", 0, TEN_MEGABITS, TEN_MEGABITS);
        network.transfer(from, up("b", 0, 1_000_000, TEN_MEGABITS), new Whole("x", 2));
        network.transfer(from, up("c", 0, 1_000_000, TEN_MEGABITS), new Whole("y", 2));

        time.run(LONG);

        assertEquals(List.of("x0 85", "y0 165", "x-left 240", "x1 245", "y-left 320", "y1 325"), seen);
    }

    @Test
    void aTransferWhoseNextChunkIsNotThereIsLeftOutUntilItIs() {
        var from = up("a", 0, TEN_MEGABITS, TEN_MEGABITS);
        var growing = new Whole("x", 2);
        growing.atSender = 1;
        network.transfer(from, up("b", 0, 1_000_000, TEN_MEGABITS), growing);
        time.after(Duration.ofSeconds(1), () -> {
            growing.atSender = 2;
            from.chunkCame(0);
        });

        time.run(LONG);

        assertEquals(List.of("x0 85", "x-left 1080", "x1 1085"), seen);
    }

    @Test
    void aSiteSendsNoMoreThanItsWayOutAllows() {
        network.capWayOut(0, TEN_MEGABITS);
        var to = up("c", 1, TEN_MEGABITS, 10 * TEN_MEGABITS);
        network.transfer(up("a", 0, TEN_MEGABITS, TEN_MEGABITS), to, new Whole("x", 10));
        network.transfer(up("b", 0, TEN_MEGABITS, TEN_MEGABITS), to, new Whole("y", 10));

        time.run(LONG);

        long last = seen.stream()
                .filter(line -> !line.contains("left"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .max()
                .orElseThrow();
        assertTrue(last >= 20 * 80 + 20, () -> last + " ms");
        assertTrue(last <= 20 * 80 + 200, () -> last + " ms");
    }

    @Test
    void whoIsKilledIsMissedAtOnceWhoVanishesIsNot() {
        var killed = up("a", 0, TEN_MEGABITS, TEN_MEGABITS);
        var vanished = up("b", 0, TEN_MEGABITS, TEN_MEGABITS);
        network.transfer(killed, up("c", 0, TEN_MEGABITS, TEN_MEGABITS), new Whole("x", 2));
        network.transfer(vanished, up("d", 0, TEN_MEGABITS, TEN_MEGABITS), new Whole("y", 2));
        time.after(Duration.ofMillis(100), () -> {
            network.takeDown(killed);
            network.silence(vanished);
        });

        time.run(LONG);

        assertTrue(seen.contains("x-broke 105"), seen::toString);
        assertFalse(seen.toString().contains("y-broke"), seen::toString);
    }

    private Node up(String name, int site, long uplink, long downlink) {
        var node = network.node(name, site, uplink, downlink);
        network.bringUp(node);
        return node;
    }

    private final class Whole implements Payload {
        private final String name;
        private final int chunks;
        private int atSender;

        private Whole(String name, int chunks) {
            this.name = name;
            this.chunks = chunks;
            this.atSender = chunks;
        }

        @Override
        public int segment() {
            return 0;
        }

        @Override
        public int firstChunk() {
            return 0;
        }

        @Override
        public int chunks() {
            return chunks;
        }

        @Override
        public int chunkBytes(int chunk) {
            return CHUNK_BYTES;
        }

        @Override
        public int chunksAtSender() {
            return atSender;
        }

        @Override
        public void arrived(int chunk) {
            note(name + chunk);
        }

        @Override
        public void broke() {
            note(name + "-broke");
        }

        @Override
        public void left(boolean whole) {
            note(name + (whole ? "-left" : "-cut"));
        }

        private void note(String what) {
            seen.add(String.format(Locale.ROOT, "%s %d", what, time.nanos() / 1_000_000));
        }
    }
}
