package dev.patchwave.signal.sip;

import java.time.Instant;

/** What became of a user agent's standing in the network. */
public sealed interface UserAgentState {
    /** The network knows us. */
    record Registered(Instant until) implements UserAgentState {}

    /**
     * An attempt to register or refresh failed, or the network seems to have forgotten us.
     *
     * @param status of the refusal, 401 or 403 for a wrong password; 0 when nobody answered
     * @param retryAt when the next attempt is made, which may be now
     */
    record RegistrationFailed(int status, String reason, Instant retryAt) implements UserAgentState {}

    /**
     * The network does not associate the wanted identity with us (P-Associated-URI, RFC 7315 4.1): we speak as its default instead.
     * Told before {@link Registered}, when it changes.
     */
    record IdentityReplaced(String wanted, String used) implements UserAgentState {}

    /** A subscription stands; the first notice may have come before or is on its way. */
    record Subscribed(Instant until) implements UserAgentState {}

    /**
     * There is no subscription now.
     *
     * @param status of the refusal; 0 when nobody answered or the notifier ended it
     * @param retry whether another attempt follows by itself
     */
    record SubscriptionEnded(int status, String reason, boolean retry) implements UserAgentState {}

    /** A poll is over: its notice came, or there was nothing new, or it failed. */
    record PollEnded(boolean answered, String reason) implements UserAgentState {}

    /** De-registered, or given up on it: the last state of all. */
    record Closed() implements UserAgentState {}
}
