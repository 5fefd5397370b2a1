package dev.patchwave.launcher.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports of the loopback interface that nobody listens at, neither by UDP nor by TCP.
 *
 * <p>Below the range from which systems take ports for outgoing connections, so that none is lost between the look and the
 * program that is started with it; and none is given twice by one process. Any thread.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int MAX_ATTEMPTS = 1_000;
    private static final Set<Integer> GIVEN = new HashSet<>();
    private static final Random RANDOM = new Random();

    private FreePorts() {}

    /** A port that no caller was given before. @throws IllegalStateException when there seems to be none */
    public static synchronized int next() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = RANDOM.nextInt(FIRST, LAST);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
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
