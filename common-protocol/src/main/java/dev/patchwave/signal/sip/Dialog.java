package dev.patchwave.signal.sip;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The subscriber's side of a subscription's dialog (RFC 3261 12.1, RFC 6665 4.1). Established by the first NOTIFY or the 2xx, whichever
 * comes first.
 *
 * @param remoteTag empty until established; then a NOTIFY with another is of a second fork
 * @param remoteTarget where refreshes go; empty: where the first SUBSCRIBE went
 * @param routes of requests inside it, topmost first
 * @param remoteCseq of the last NOTIFY, -1 before the first
 */
record Dialog(
        String callId,
        String localTag,
        Optional<String> remoteTag,
        Optional<String> remoteTarget,
        List<String> routes,
        long remoteCseq) {
    static Dialog fresh(RandomGenerator random) {
        return new Dialog(word(random), word(random), Optional.empty(), Optional.empty(), List.of(), -1);
    }

    boolean isEstablished() {
        return remoteTag.isPresent();
    }

    /** Whether a NOTIFY may belong to it, from its first fork. */
    boolean owns(SipRequest notify) {
        return notify.callId().equals(callId)
                && notify.toTag().equals(Optional.of(localTag))
                && notify.fromTag().isPresent()
                && (remoteTag.isEmpty() || remoteTag.equals(notify.fromTag()));
    }

    /** After a NOTIFY; its Record-Route is the route set as it stands (RFC 3261 12.1.1). */
    Dialog after(SipRequest notify) {
        Dialog next = isEstablished()
                ? this
                : new Dialog(
                        callId,
                        localTag,
                        notify.fromTag(),
                        Optional.empty(),
                        notify.headers().all("Record-Route"),
                        -1);
        Optional<String> target = notify.contact().map(SipAddress::uri).or(next::remoteTarget);
        return new Dialog(callId, localTag, next.remoteTag, target, next.routes, notify.cseq());
    }

    /** After a 2xx; its Record-Route is the route set backwards (RFC 3261 12.1.2). A second fork's changes nothing. */
    Dialog after(SipResponse accepted) {
        if (accepted.toTag().isEmpty() || (isEstablished() && !remoteTag.equals(accepted.toTag()))) {
            return this;
        }
        Optional<String> target =
                accepted.headers().address("Contact").map(SipAddress::uri).or(this::remoteTarget);
        List<String> route = isEstablished()
                ? routes
                : accepted.headers().all("Record-Route").reversed();
        return new Dialog(callId, localTag, accepted.toTag(), target, route, remoteCseq);
    }

    /** Unguessable when {@code random} is: 96 bits. */
    static String word(RandomGenerator random) {
        return String.format("%016x%08x", random.nextLong(), random.nextInt());
    }
}
