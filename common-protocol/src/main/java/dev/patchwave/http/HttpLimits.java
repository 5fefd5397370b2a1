package dev.patchwave.http;

import dev.patchwave.config.HttpDoor;
import dev.patchwave.trust.ManifestCodec;
import java.time.Duration;

/**
 * What one server takes from others before it says no.
 *
 * @param maxConnections open at a time; one more is answered 503 and closed
 * @param maxRequestsInFlight being answered at a time over all connections; one more is answered 503 with Retry-After
 * @param maxLineBytes of a request line, else 414
 * @param maxHeaderBytes of all header fields together, else 431
 * @param maxJsonBodyBytes of a body that a {@link Route} reads, else 413
 * @param maxManifestBytes of a manifest, else 413
 * @param maxRequestsPerConnection before the server closes it
 * @param maxPipelinedRequests that wait in memory, sent ahead on one connection before the first is answered, else it is closed
 * @param idle how long a connection may stay silent, or take for a request head or JSON body (408), or for the next 64 KiB of
 *     an answer to leave
 * @param floorBytesPerSecond of payload, measured over {@code idle} while nothing but the reader holds it up: who reads more slowly
 *     is cut off, so that its slot goes to another; 0 or more
 * @param maxHeldBodyBytes of bodies that routes read, of all requests together, while they are read and answered; more is answered 503
 *     with Retry-After. At least that of one body
 * @param door how much one address may take of all this
 */
public record HttpLimits(
        int maxConnections,
        int maxRequestsInFlight,
        int maxLineBytes,
        int maxHeaderBytes,
        int maxJsonBodyBytes,
        int maxManifestBytes,
        int maxRequestsPerConnection,
        int maxPipelinedRequests,
        Duration idle,
        int floorBytesPerSecond,
        int maxHeldBodyBytes,
        HttpDoor door) {
    public static final HttpLimits DEFAULT = new HttpLimits(
            4096,
            1024,
            4096,
            16 << 10,
            2 << 20,
            ManifestCodec.MAX_ENVELOPE_BYTES,
            100_000,
            128,
            Duration.ofSeconds(30),
            4096,
            32 << 20,
            HttpDoor.DEFAULT);

    public HttpLimits {
        positive(maxConnections, "maxConnections");
        positive(maxRequestsInFlight, "maxRequestsInFlight");
        positive(maxLineBytes, "maxLineBytes");
        positive(maxHeaderBytes, "maxHeaderBytes");
        positive(maxJsonBodyBytes, "maxJsonBodyBytes");
        positive(maxManifestBytes, "maxManifestBytes");
        positive(maxRequestsPerConnection, "maxRequestsPerConnection");
        positive(maxPipelinedRequests, "maxPipelinedRequests");
        if (idle.toMillis() < 1) {
            throw new IllegalArgumentException("idle " + idle + ": must be 1 ms or more");
        }
        if (floorBytesPerSecond < 0) {
            throw new IllegalArgumentException("floorBytesPerSecond " + floorBytesPerSecond + ": must be 0 or more");
        }
        int largest = Math.max(maxJsonBodyBytes, maxManifestBytes);
        if (maxHeldBodyBytes < largest) {
            throw new IllegalArgumentException(
                    "maxHeldBodyBytes " + maxHeldBodyBytes + ": must be " + largest + " or more");
        }
    }

    /** Few at a time, and one body at a time; no limit for each address. For tests. */
    HttpLimits(
            int maxConnections,
            int maxRequestsInFlight,
            int maxLineBytes,
            int maxHeaderBytes,
            int maxJsonBodyBytes,
            int maxManifestBytes,
            int maxRequestsPerConnection,
            int maxPipelinedRequests,
            Duration idle,
            int floorBytesPerSecond) {
        this(
                maxConnections,
                maxRequestsInFlight,
                maxLineBytes,
                maxHeaderBytes,
                maxJsonBodyBytes,
                maxManifestBytes,
                maxRequestsPerConnection,
                maxPipelinedRequests,
                idle,
                floorBytesPerSecond,
                maxRequestsInFlight * Math.max(maxJsonBodyBytes, maxManifestBytes),
                HttpDoor.OPEN);
    }

    public HttpLimits withMaxConnections(int connections) {
        return with(connections, idle, floorBytesPerSecond, maxHeldBodyBytes, door);
    }

    public HttpLimits withIdle(Duration longest) {
        return with(maxConnections, longest, floorBytesPerSecond, maxHeldBodyBytes, door);
    }

    public HttpLimits withFloorBytesPerSecond(int floor) {
        return with(maxConnections, idle, floor, maxHeldBodyBytes, door);
    }

    public HttpLimits withMaxHeldBodyBytes(int held) {
        return with(maxConnections, idle, floorBytesPerSecond, held, door);
    }

    public HttpLimits withDoor(HttpDoor each) {
        return with(maxConnections, idle, floorBytesPerSecond, maxHeldBodyBytes, each);
    }

    private HttpLimits with(int connections, Duration longest, int floor, int held, HttpDoor each) {
        return new HttpLimits(
                connections,
                maxRequestsInFlight,
                maxLineBytes,
                maxHeaderBytes,
                maxJsonBodyBytes,
                maxManifestBytes,
                maxRequestsPerConnection,
                maxPipelinedRequests,
                longest,
                floor,
                held,
                each);
    }

    private static void positive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ": must be 1 or more");
        }
    }
}
