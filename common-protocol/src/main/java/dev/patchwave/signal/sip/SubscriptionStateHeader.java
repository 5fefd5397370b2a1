package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Optional;

/**
 * What a NOTIFY says of its subscription (RFC 6665 8.2.3).
 *
 * @param reason of the end; empty when none is given
 * @param expires how long it still lasts
 * @param retryAfter when to come back after the end
 */
record SubscriptionStateHeader(
        boolean isTerminated, String reason, Optional<Duration> expires, Optional<Duration> retryAfter) {
    static SubscriptionStateHeader of(SipRequest notify) {
        String value = notify.headers().first("Subscription-State").orElse("active");
        int semicolon = value.indexOf(';');
        String state = (semicolon < 0 ? value : value.substring(0, semicolon)).trim();
        var parameters = SipText.parameters(semicolon < 0 ? "" : value.substring(semicolon + 1));
        return new SubscriptionStateHeader(
                state.equalsIgnoreCase("terminated"),
                parameters.getOrDefault("reason", ""),
                seconds(parameters.get("expires")),
                seconds(parameters.get("retry-after")));
    }

    private static Optional<Duration> seconds(String text) {
        return Optional.ofNullable(text).stream()
                .flatMapToLong(digits -> SipHeaders.digits(digits).stream())
                .mapToObj(Duration::ofSeconds)
                .findFirst();
    }
}
