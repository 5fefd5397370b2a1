package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Map;

/**
 * How busy an endpoint is, for people and for status pages.
 *
 * @param unanswered requests of others that wait for our answer
 * @param unansweredLimit how many of them there may be
 * @param delay how long they wait, the slowest few left out
 * @param pressurePercent 0 at rest; from 50 on new subscriptions are refused, at 100 everything is
 * @param shed how many requests were refused for overload since the start, by method, sorted
 * @param waiting requests of ours that wait for an answer
 * @param connections open by TCP and TLS
 */
public record SipLoad(
        int unanswered,
        int unansweredLimit,
        Duration delay,
        int pressurePercent,
        Map<String, Long> shed,
        int waiting,
        int connections) {}
