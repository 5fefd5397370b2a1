package dev.patchwave.token;

import java.security.PublicKey;

/** The published keys, as far as they are known here. Asked on event loops: must be thread-safe and must not wait. */
@FunctionalInterface
public interface TokenKeys {
    Found find(String keyId);

    /** One of three. */
    sealed interface Found {
        record Known(PublicKey key) implements Found {}

        /** It is being asked for. */
        record NotYet() implements Found {}

        record Unknown() implements Found {}
    }
}
