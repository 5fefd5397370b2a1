package dev.patchwave.http;

import java.time.Duration;

/**
 * What one fetcher asks of others and bears with.
 *
 * @param maxConnections open at a time, over all holders
 * @param maxConnectionsPerHolder open at a time to one host and port; one more for a POST, which long answers must not hold up
 * @param maxWaitingPerHolder requests that wait for one of its connections; one more fails at once
 * @param maxHeaderBytes of an answer
 * @param connectTimeout until a connection stands
 * @param stall a segment that brings no byte for so long, the first included, is asked for elsewhere
 * @param answer without a byte for so long, any other answer is given up; a push waits for the other side's disk
 * @param floorBytesPerSecond of payload; below it over {@code floorWindow} is slow
 * @param floorWindow over which the floor is measured
 * @param idle after which an unused connection is closed; below what servers allow, so that it is we who close
 */
public record FetcherLimits(
        int maxConnections,
        int maxConnectionsPerHolder,
        int maxWaitingPerHolder,
        int maxHeaderBytes,
        Duration connectTimeout,
        Duration stall,
        Duration answer,
        int floorBytesPerSecond,
        Duration floorWindow,
        Duration idle) {
    public static final FetcherLimits DEFAULT = new FetcherLimits(
            512,
            4,
            64,
            16 << 10,
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(20));

    public FetcherLimits withStall(Duration longest) {
        return new FetcherLimits(
                maxConnections,
                maxConnectionsPerHolder,
                maxWaitingPerHolder,
                maxHeaderBytes,
                connectTimeout,
                longest,
                answer,
                floorBytesPerSecond,
                floorWindow,
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
                answer,
                floorBytesPerSecond,
                floorWindow,
                idle);
    }
}
