package dev.patchwave.http;

import java.time.Duration;

/**
 * What one fetcher asks of others and bears with.
 *
 * @param maxConnections open at a time, over all holders
 * @param maxConnectionsPerHolder open at a time to one host and port
 * @param maxWaitingPerHolder requests that wait for one of its connections; one more fails at once
 * @param maxHeaderBytes of an answer
 * @param connectTimeout until a connection stands
 * @param stall without a byte, and for so long below the floor, is slow
 * @param floorBytesPerSecond of payload, measured over {@code stall}
 * @param idle after which an unused connection is closed; below what servers allow, so that it is we who close
 */
public record FetcherLimits(
        int maxConnections,
        int maxConnectionsPerHolder,
        int maxWaitingPerHolder,
        int maxHeaderBytes,
        Duration connectTimeout,
        Duration stall,
        int floorBytesPerSecond,
        Duration idle) {
    public static final FetcherLimits DEFAULT = new FetcherLimits(
            512, 4, 64, 16 << 10, Duration.ofSeconds(3), Duration.ofSeconds(10), 1024, Duration.ofSeconds(20));

    public FetcherLimits withStall(Duration longest) {
        return new FetcherLimits(
                maxConnections,
                maxConnectionsPerHolder,
                maxWaitingPerHolder,
                maxHeaderBytes,
                connectTimeout,
                longest,
                floorBytesPerSecond,
                idle);
    }

    public FetcherLimits withMaxConnectionsPerHolder(int most) {
        return new FetcherLimits(
                maxConnections,
                most,
                maxWaitingPerHolder,
                maxHeaderBytes,
                connectTimeout,
                stall,
                floorBytesPerSecond,
                idle);
    }
}
