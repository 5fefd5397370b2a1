package dev.patchwave.http;

import java.util.Optional;

/**
 * Says who is at the other end of a request's connection, where that is proven by other means than a token, such as a certificate shown in the handshake
 * (mutual TLS). Asked on event loops: must be thread-safe and must not wait.
 */
@FunctionalInterface
public interface PeerProof {
    /** A program whom we know and trust like a cache; empty for everybody else. */
    Optional<Bearer> of(Request request);

    /** Nobody has proven anything. */
    static PeerProof none() {
        return request -> Optional.empty();
    }
}
