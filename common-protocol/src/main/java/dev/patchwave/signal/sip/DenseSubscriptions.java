package dev.patchwave.signal.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs subscriptions for memory: some 200 bytes each. What many have in common is kept once; a tag in a route and an instance in a
 * contact are not repeated; hexadecimal words take half. Only the one that packed a record can unpack it: {@link
 * SubscriptionRecord#toBytes} is the form to keep. Not thread-safe.
 */
final class DenseSubscriptions {
    private final SharedTexts texts = new SharedTexts();

    byte[] pack(SubscriptionRecord record) {
        String device = record.instance().map(DenseSubscriptions::text).orElse("");
        var out = new PackedWriter()
                .word(record.id())
                .text(record.subscriber().uri())
                .word(record.remoteTag())
                .optionalUuid(record.instance().map(InstanceId::uuid))
                .word(record.callId())
                .shared(record.localUri(), texts)
                .text(record.remoteUri().equals(record.subscriber().uri()) ? "" : record.remoteUri());
        out.number(record.routeSet().size());
        for (String route : record.routeSet()) {
            int place = placeOf(record.remoteTag(), route);
            out.number(place).shared(without(record.remoteTag(), place, route), texts);
        }
        int place = placeOf(device, record.remoteTarget());
        out.number(place).text(without(device, place, record.remoteTarget()));
        UaProfile profile = record.profile();
        return out.number(record.localCseq())
                .number(record.remoteCseq())
                .text(record.etag())
                .number(record.expires().toEpochMilli())
                .optionalText(record.eventId())
                .shared(profile.type().name(), texts)
                .shared(profile.vendor(), texts)
                .shared(profile.model(), texts)
                .shared(profile.version(), texts)
                .shared(record.transport().token(), texts)
                .optionalText(record.rate().most())
                .number(record.rate().last().toEpochMilli())
                .toBytes();
    }

    SubscriptionRecord unpack(byte[] packed) {
        return PackedReader.read("subscription", packed, this::read);
    }

    /** The id alone, without unpacking the rest. */
    static String id(byte[] packed) {
        return PackedReader.readFirst(packed, PackedReader::word);
    }

    private SubscriptionRecord read(PackedReader in) {
        String id = in.word();
        var subscriber = new SubscriberId(in.text());
        String remoteTag = in.word();
        var instance = in.optionalUuid().map(InstanceId::new);
        String callId = in.word();
        String localUri = in.shared(texts);
        String remoteUri = in.text();
        List<String> routes = routes(in, remoteTag);
        int place = (int) in.number();
        String target = with(instance.map(DenseSubscriptions::text).orElse(""), place, in.text());
        return new SubscriptionRecord(
                id,
                callId,
                remoteTag,
                localUri,
                remoteUri.isEmpty() ? subscriber.uri() : remoteUri,
                routes,
                target,
                in.number(),
                in.number(),
                in.text(),
                Instant.ofEpochMilli(in.number()),
                in.optionalText(),
                new UaProfile(
                        UaProfile.Type.valueOf(in.shared(texts)), in.shared(texts), in.shared(texts), in.shared(texts)),
                subscriber,
                instance,
                SipTransport.parse(in.shared(texts)),
                new NotifyRate(in.optionalText(), Instant.ofEpochMilli(in.number())));
    }

    private List<String> routes(PackedReader in, String remoteTag) {
        var routes = new ArrayList<String>();
        for (long left = in.number(); left > 0; left--) {
            int place = (int) in.number();
            routes.add(with(remoteTag, place, in.shared(texts)));
        }
        return routes;
    }

    /** Where {@code part} stands in {@code whole}, counted from 1; 0 when it does not. */
    private static int placeOf(String part, String whole) {
        return part.isEmpty() ? 0 : whole.indexOf(part) + 1;
    }

    private static String without(String part, int place, String whole) {
        return place == 0 ? whole : whole.substring(0, place - 1) + whole.substring(place - 1 + part.length());
    }

    private static String with(String part, int place, String rest) {
        return place == 0 ? rest : rest.substring(0, place - 1) + part + rest.substring(place - 1);
    }

    private static String text(InstanceId instance) {
        return instance.uuid().toString();
    }
}
