package dev.patchwave.signal.sip;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes nonces that vouch for themselves, and tells which nonce counts were used before.
 *
 * <p>A nonce is its time of issue and a number, sealed with a key: unanswered challenges cost no memory. Only nonces
 * that came back with the right password are remembered, at most {@link #MAX_REMEMBERED_NONCES}; when the oldest is
 * forgotten, everything issued until then counts as stale, so forgetting never lets a replay through. Any thread.
 */
final class NonceMint {
    enum State {
        FRESH,
        STALE,
        REPLAYED
    }

    /** The counts seen of one nonce: the highest, and which of the 64 before it, for UDP may reorder. */
    private record Counts(Instant issued, long highest, long window) {}

    static final int MAX_REMEMBERED_NONCES = 65_536;
    private static final int PAYLOAD_BYTES = 16;
    private static final int SEAL_BYTES = 16;
    private static final int WINDOW_COUNTS = 64;

    private final SecretKeySpec key;
    private final Duration lifetime;
    private final int maxRemembered;
    private final Map<String, Counts> used = new LinkedHashMap<>(); // In order of first use.
    private Instant forgottenUpTo = Instant.MIN;
    private long issuedCount;

    NonceMint(byte[] key, Duration lifetime, int maxRemembered) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.lifetime = lifetime;
        this.maxRemembered = maxRemembered;
    }

    synchronized String issue(Instant now) {
        byte[] payload = ByteBuffer.allocate(PAYLOAD_BYTES)
                .putLong(now.toEpochMilli())
                .putLong(issuedCount++)
                .array();
        var nonce = ByteBuffer.allocate(PAYLOAD_BYTES + SEAL_BYTES).put(payload).put(seal(payload));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
    }

    /** Notes that {@code nonce} was used with {@code count}; call only once the digest is known to be right. */
    synchronized State use(String nonce, long count, Instant now) {
        Instant issued = issuedAt(nonce);
        if (issued.isBefore(now.minus(lifetime)) || issued.isAfter(now)) {
            return State.STALE;
        }
        Counts counts = used.get(nonce);
        if (counts == null) {
            if (!issued.isAfter(forgottenUpTo)) {
                return State.STALE;
            }
            counts = new Counts(issued, 0, 0);
        }
        return note(nonce, counts, count);
    }

    private State note(String nonce, Counts counts, long count) {
        long behind = counts.highest() - count;
        if (behind >= WINDOW_COUNTS || (behind >= 0 && (counts.window() >>> behind & 1) == 1)) {
            return State.REPLAYED;
        }
        long window = behind >= 0
                ? counts.window() | 1L << behind
                : (-behind >= WINDOW_COUNTS ? 0 : counts.window() << -behind) | 1L;
        used.put(nonce, new Counts(counts.issued(), Math.max(counts.highest(), count), window));
        forgetOldest();
        return State.FRESH;
    }

    private void forgetOldest() {
        if (used.size() > maxRemembered) {
            var oldest = used.entrySet().iterator().next();
            forgottenUpTo = oldest.getValue().issued().isAfter(forgottenUpTo)
                    ? oldest.getValue().issued()
                    : forgottenUpTo;
            used.remove(oldest.getKey());
        }
    }

    /** When we issued it; the distant past for a nonce that is not ours, e.g. of our last run. */
    private Instant issuedAt(String nonce) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            if (bytes.length != PAYLOAD_BYTES + SEAL_BYTES) {
                return Instant.MIN;
            }
            byte[] payload = Arrays.copyOf(bytes, PAYLOAD_BYTES);
            byte[] seal = Arrays.copyOfRange(bytes, PAYLOAD_BYTES, bytes.length);
            return MessageDigest.isEqual(seal, seal(payload))
                    ? Instant.ofEpochMilli(ByteBuffer.wrap(payload).getLong())
                    : Instant.MIN;
        } catch (IllegalArgumentException notBase64) {
            return Instant.MIN;
        }
    }

    private byte[] seal(byte[] payload) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(payload), SEAL_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HmacSHA256", e);
        }
    }
}
