package dev.patchwave.launcher.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Ports of the loopback interface that nobody listens at, neither by UDP nor by TCP.
 *
 * <p>Below the range from which systems take ports for outgoing connections, so that none is lost between the look and the
 * program that is started with it. None is given twice by one process; and what two processes are given at the same time is
 * apart, for each takes its ports from a block whose first port it keeps open until it ends. Any thread.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int BLOCK = 400;
    private static final int MAX_ATTEMPTS = 1_000;
    private static final Random RANDOM = new Random();

    private static Block block;

    private FreePorts() {}

    /** The ports after one that is kept open as a sign that they are ours. */
    private static final class Block {
        private final ServerSocket sign;
        private int last;

        Block(ServerSocket sign) {
            this.sign = sign;
            last = sign.getLocalPort();
        }

        boolean isUsedUp() {
            return last + 1 == sign.getLocalPort() + BLOCK;
        }
    }

    /** A port that no caller was given before. @throws IllegalStateException when there seems to be none */
    public static synchronized int next() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (block == null || block.isUsedUp()) {
                block = claimed(); // One that is used up stays claimed: what was given of it may not be in use yet.
            }
            if (isFree(++block.last)) {
                return block.last;
            }
        }
        throw none();
    }

    private static Block claimed() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                int first = FIRST + BLOCK * RANDOM.nextInt((LAST - FIRST) / BLOCK);
                return new Block(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
            } catch (IOException taken) {
                // Another process has this block, or an open port where it begins: the next one, then.
            }
        }
        throw none();
    }

    private static IllegalStateException none() {
        return new IllegalStateException("no free port from " + FIRST + " to " + LAST);
    }

    private static boolean isFree(int port) {
        try (var udp = new DatagramSocket(port, InetAddress.getLoopbackAddress());
                var tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return udp.isBound() && tcp.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
