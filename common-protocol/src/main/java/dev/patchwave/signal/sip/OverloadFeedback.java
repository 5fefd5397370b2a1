package dev.patchwave.signal.sip;

import java.time.Duration;

/**
 * What the next hop asks of those who send to it (RFC 7339, algorithm "loss"): not to send this share of their requests for so long. Who
 * has requests that can wait holds them back; the endpoint itself drops nothing.
 *
 * @param lossPercent 1 to 100
 * @param validity how long from now on, unless a later response says otherwise
 */
public record OverloadFeedback(int lossPercent, Duration validity) {
    public OverloadFeedback {
        if (lossPercent < 1 || lossPercent > 100) {
            throw new IllegalArgumentException("loss " + lossPercent + " %: expected 1 to 100");
        }
    }
}
