package dev.patchwave.signal.sip;

import dev.patchwave.release.Digest;
import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.UaProfile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What a NOTIFY says: nothing new, or that there is a release.
 *
 * @param etag names this content (RFC 5839 4.2): equal content, equal etag, also after a restart; a token
 * @param effectiveBy the deadline, zero for at once; empty where there is none
 */
public record NotifyContent(String etag, Optional<Duration> effectiveBy, SipBody body) {
    /** There is nothing for this subscriber now. */
    public static final NotifyContent NOTHING = new NotifyContent("0", Optional.empty(), SipBody.NONE);

    private static final int ETAG_DIGEST_CHARS = 12;

    public NotifyContent {
        if (!etag.matches("[A-Za-z0-9.-]{1,64}")) {
            throw new IllegalArgumentException("etag '" + etag + "': 1 to 64 of A-Z, a-z, 0-9, . and -");
        }
    }

    /**
     * A release for a client. Its etag does not change while the deadline comes closer, but does when the release becomes
     * due at once.
     */
    public static NotifyContent of(Signal.ReleaseAvailable available) {
        var indirection = ContentIndirection.of(available);
        boolean atOnce = available.effectiveBy().isZero();
        return new NotifyContent(etag(indirection, atOnce), Optional.of(available.effectiveBy()), body(indirection));
    }

    /** A release that a cache is to hold. */
    public static NotifyContent of(Signal.FillOrder order) {
        var indirection = ContentIndirection.of(order);
        return new NotifyContent(etag(indirection, true), Optional.of(Duration.ZERO), body(indirection));
    }

    /** The value of the Event header. */
    String event(Optional<String> eventId) {
        String event = effectiveBy.map(UaProfile::notifyEvent).orElse(UaProfile.EVENT_PACKAGE);
        return event + eventId.map(id -> ";id=" + id).orElse("");
    }

    private static SipBody body(ContentIndirection indirection) {
        return SipBody.of(indirection.contentType(), indirection.body());
    }

    private static String etag(ContentIndirection indirection, boolean atOnce) {
        var hashed = new ByteArrayOutputStream();
        hashed.write(atOnce ? 1 : 0);
        hashed.writeBytes(body(indirection).bytes());
        hashed.writeBytes(body(indirection).contentType().getBytes(StandardCharsets.UTF_8));
        String digest = Digest.of(hashed.toByteArray()).toString();
        return indirection.sequence() + "-" + digest.substring(0, ETAG_DIGEST_CHARS);
    }
}
