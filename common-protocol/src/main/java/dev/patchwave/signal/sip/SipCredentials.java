package dev.patchwave.signal.sip;

/** What a user agent proves itself with: a password, or a card that holds a key. */
public sealed interface SipCredentials permits DigestCredentials, AkaCredentials {
    /** The private identity (IMPI), e.g. {@code alice@op.example}. */
    String username();
}
