package dev.patchwave.token;

/** What came of looking at a token. */
public sealed interface TokenVerdict {
    /** A published key signed it, and it says what a token says. Whether it is in time and fits what is asked is another question. */
    record Verified(TokenClaims claims, String keyId) implements TokenVerdict {}

    /** It is none, or not to be believed; the reason is one sentence for the one who showed it. */
    record Refused(String reason) implements TokenVerdict {}

    /** No verdict yet: whether its key is published is being asked. */
    record NotYet() implements TokenVerdict {}
}
