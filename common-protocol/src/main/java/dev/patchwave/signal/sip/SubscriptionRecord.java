package dev.patchwave.signal.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything about one subscription that is needed to build its next NOTIFY: the dialog (RFC 3261 12) and what was asked for.
 * Some 0.4 kB in its compact form, where a dialog object of the stack takes 5 to 10 kB.
 *
 * @param id our tag of the dialog, unique among all subscriptions
 * @param localUri To of the SUBSCRIBE, without brackets; {@code remoteUri} is its From
 * @param routeSet values of Record-Route of the first SUBSCRIBE, in its order
 * @param remoteTarget Contact of the last SUBSCRIBE
 * @param localCseq of our last NOTIFY, 0 before the first
 * @param remoteCseq of the last SUBSCRIBE
 * @param etag of what was sent last; empty before
 * @param eventId the {@code id} parameter of Event, which each NOTIFY repeats (RFC 6665 4.4.1)
 * @param transport by which the SUBSCRIBE came
 * @param rate at which it may be notified
 */
public record SubscriptionRecord(
        String id,
        String callId,
        String remoteTag,
        String localUri,
        String remoteUri,
        List<String> routeSet,
        String remoteTarget,
        long localCseq,
        long remoteCseq,
        String etag,
        Instant expires,
        Optional<String> eventId,
        UaProfile profile,
        SubscriberId subscriber,
        Optional<InstanceId> instance,
        SipTransport transport,
        NotifyRate rate) {
    /** A SUBSCRIBE whose record would be larger is refused; usual ones take less than 512. */
    public static final int MAX_BYTES = 2048;

    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_RATE = 1;

    public SubscriptionRecord {
        routeSet = List.copyOf(routeSet);
    }

    /** Whether it is over at {@code now}. */
    public boolean isOver(Instant now) {
        return !expires.isAfter(now);
    }

    /** The same device of the same subscriber, so that a new subscription of it takes the place of this one. */
    boolean isOfSameDevice(SubscriptionRecord other) {
        boolean sameDevice = (instance.isPresent() || other.instance.isPresent())
                ? instance.equals(other.instance)
                : remoteTarget.equals(other.remoteTarget);
        return subscriber.equals(other.subscriber) && sameDevice && profile.type() == other.profile.type();
    }

    /** After one more NOTIFY with this content. */
    SubscriptionRecord notified(String sentEtag, Instant now) {
        return new SubscriptionRecord(
                id,
                callId,
                remoteTag,
                localUri,
                remoteUri,
                routeSet,
                remoteTarget,
                localCseq + 1,
                remoteCseq,
                sentEtag,
                expires,
                eventId,
                profile,
                subscriber,
                instance,
                transport,
                rate.notifiedAt(now));
    }

    /** The same after a restart that may have forgotten up to so many NOTIFYs; gaps between CSeqs are allowed (RFC 3261 12.2.2). */
    public SubscriptionRecord skipping(long notifies) {
        return new SubscriptionRecord(
                id,
                callId,
                remoteTag,
                localUri,
                remoteUri,
                routeSet,
                remoteTarget,
                localCseq + notifies,
                remoteCseq,
                etag,
                expires,
                eventId,
                profile,
                subscriber,
                instance,
                transport,
                rate);
    }

    /** After a refresh, which may come from another address and of another version. */
    SubscriptionRecord refreshed(
            String newTarget, long newRemoteCseq, Instant until, UaProfile now, NotifyRate newRate) {
        return new SubscriptionRecord(
                id,
                callId,
                remoteTag,
                localUri,
                remoteUri,
                routeSet,
                newTarget,
                localCseq,
                newRemoteCseq,
                etag,
                until,
                eventId,
                now,
                subscriber,
                instance,
                transport,
                newRate);
    }

    /** The compact form. */
    public byte[] toBytes() {
        return new PackedWriter()
                .number(VERSION)
                .text(id)
                .text(callId)
                .text(remoteTag)
                .text(localUri)
                .text(remoteUri.equals(subscriber.uri()) ? "" : remoteUri)
                .texts(routeSet)
                .text(remoteTarget)
                .number(localCseq)
                .number(remoteCseq)
                .text(etag)
                .number(expires.toEpochMilli())
                .optionalText(eventId)
                .number(profile.type() == UaProfile.Type.DEVICE ? 0 : 1)
                .text(profile.vendor())
                .text(profile.model())
                .text(profile.version())
                .text(subscriber.uri())
                .optionalUuid(instance.map(InstanceId::uuid))
                .number(transport.code())
                .optionalText(rate.most())
                .number(rate.last().toEpochMilli())
                .toBytes();
    }

    /** Reads {@link #toBytes}. @throws IllegalArgumentException when it is damaged or of another version */
    public static SubscriptionRecord fromBytes(byte[] bytes) {
        return PackedReader.read("subscription", bytes, SubscriptionRecord::read);
    }

    /** The {@link #id} of what {@link #toBytes} made, without reading the rest. */
    static String idOf(byte[] bytes) {
        return PackedReader.readFirst("subscription", bytes, reader -> {
            version(reader);
            return reader.text();
        });
    }

    private static long version(PackedReader reader) {
        long version = reader.number();
        if (version != VERSION && version != VERSION_WITHOUT_RATE) {
            throw new IllegalArgumentException("another version");
        }
        return version;
    }

    private static SubscriptionRecord read(PackedReader reader) {
        long version = version(reader);
        var record = new SubscriptionRecord(
                reader.text(),
                reader.text(),
                reader.text(),
                reader.text(),
                reader.text(),
                reader.texts(),
                reader.text(),
                reader.number(),
                reader.number(),
                reader.text(),
                Instant.ofEpochMilli(reader.number()),
                reader.optionalText(),
                new UaProfile(
                        reader.number() == 0 ? UaProfile.Type.DEVICE : UaProfile.Type.LOCAL_NETWORK,
                        reader.text(),
                        reader.text(),
                        reader.text()),
                new SubscriberId(reader.text()),
                reader.optionalUuid().map(InstanceId::new),
                SipTransport.ofCode(reader.number()),
                version == VERSION ? rate(reader) : NotifyRate.UNLIMITED);
        return record.remoteUri.isEmpty() ? record.from(record.subscriber.uri()) : record;
    }

    private static NotifyRate rate(PackedReader reader) {
        return new NotifyRate(reader.optionalText(), Instant.ofEpochMilli(reader.number()));
    }

    private SubscriptionRecord from(String uri) {
        return new SubscriptionRecord(
                id,
                callId,
                remoteTag,
                localUri,
                uri,
                routeSet,
                remoteTarget,
                localCseq,
                remoteCseq,
                etag,
                expires,
                eventId,
                profile,
                subscriber,
                instance,
                transport,
                rate);
    }
}
