package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Optional;

/**
 * A final response, received or to be sent.
 *
 * <p>For sending, give only what is particular to it: Via, From, To, Call-ID, CSeq, Record-Route, Server and Content-Length are the
 * endpoint's work.
 *
 * @param status 200 to 699
 * @param reason the reason phrase, for people
 * @param toTag the tag of To; when absent in a response to be sent, the endpoint makes one up
 * @param overload of one received: what the next hop asks of those who send to it at this moment; never sent
 */
public record SipResponse(
        int status,
        String reason,
        Optional<String> toTag,
        SipHeaders headers,
        SipBody body,
        Optional<OverloadFeedback> overload) {
    private static final int LOWEST = 200;
    private static final int HIGHEST = 699;

    public SipResponse {
        if (status < LOWEST || status > HIGHEST) {
            throw new IllegalArgumentException("status " + status + ": a final one is 200 to 699");
        }
        SipHeaders.checkedValue("reason", reason);
    }

    /** One without a word on overload. */
    public SipResponse(int status, String reason, Optional<String> toTag, SipHeaders headers, SipBody body) {
        this(status, reason, toTag, headers, body, Optional.empty());
    }

    /** An answer with the usual reason phrase, without headers or body. */
    public static SipResponse of(int status) {
        return new SipResponse(status, SipReasons.phrase(status), Optional.empty(), SipHeaders.NONE, SipBody.NONE);
    }

    /** An answer that explains itself by a Warning with code 399, miscellaneous (RFC 3261 20.43). */
    public static SipResponse of(int status, String warning) {
        return of(status).with("Warning", "399 patchwave " + SipText.quoted(warning));
    }

    /**
     * Overload told to a client: 500 with Retry-After, since a proxy turns a 503 into a bare 500 (RFC 3261 16.7).
     *
     * @param retryAfter rounded up to whole seconds
     */
    public static SipResponse later(Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusSeconds(1).minusNanos(1).toSeconds());
        return of(500).with("Retry-After", Long.toString(seconds));
    }

    public SipResponse with(String name, String value) {
        return new SipResponse(status, reason, toTag, headers.with(name, value), body, overload);
    }

    public SipResponse withBody(SipBody body) {
        return new SipResponse(status, reason, toTag, headers, body, overload);
    }

    /** With our side's tag of the dialog that this answer makes. */
    public SipResponse withToTag(String tag) {
        return new SipResponse(status, reason, Optional.of(tag), headers, body, overload);
    }

    SipResponse withOverload(Optional<OverloadFeedback> feedback) {
        return feedback.equals(overload) ? this : new SipResponse(status, reason, toTag, headers, body, feedback);
    }

    public boolean isSuccess() {
        return status < 300;
    }

    /** The text of the first Warning, for people; empty when there is none. */
    public Optional<String> warning() {
        return headers.first("Warning").map(SipResponse::warningText);
    }

    /** How long the other side wants us to wait; empty when it does not say. */
    public Optional<Duration> retryAfter() {
        return headers.number("Retry-After").stream()
                .mapToObj(Duration::ofSeconds)
                .findFirst();
    }

    private static String warningText(String value) {
        int quote = value.indexOf('"');
        return quote < 0 ? value : SipText.unquoted(value.substring(quote).trim());
    }
}
