package dev.patchwave.signal.sip;

import dev.patchwave.signal.HeaderParameters;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The notifier of the {@code ua-profile} event package (RFC 6665, RFC 6080, RFC 5839, RFC 6446): keeps subscriptions as compact records
 * and builds each NOTIFY from them. What there is to say is asked of the caller, so it knows nothing of campaigns.
 *
 * <p>A SUBSCRIBE takes two steps, since the answer depends on what there is to say: {@link #receive}, then {@link #answer}. The
 * caller sends what comes back, response first, and reports how each NOTIFY fared. Any thread, one at a time.
 */
public final class Notifier {
    /** A subscription that is over, and the last NOTIFY that says so. */
    public record Ended(SubscriptionRecord record, OutgoingRequest notification) {}

    private static final Duration COME_BACK = Duration.ofSeconds(60);
    private static final Termination TIMEOUT = Termination.of(TerminationReason.TIMEOUT);
    private static final Termination MADE_ROOM = Termination.probation(Duration.ofHours(1));
    private static final int MAX_EVENT_PARAMETERS = 16;
    private static final Instant END_OF_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final SubscriptionStore store;
    private final ExpiryPolicy expiries;
    private final NotifierLimits limits;
    private final Function<SipTransport, String> contactOf;
    private final RandomGenerator random;

    /**
     * @param contactOf our URI by transport, without brackets; subscribers refresh there
     * @param random makes tags, so it must not be guessable in production, and shortens expiries
     */
    public Notifier(
            SubscriptionStore store,
            ExpiryPolicy expiries,
            NotifierLimits limits,
            Function<SipTransport, String> contactOf,
            RandomGenerator random) {
        this.store = store;
        this.expiries = expiries;
        this.limits = limits;
        this.contactOf = contactOf;
        this.random = random;
    }

    /**
     * Judges a SUBSCRIBE; keeps nothing yet.
     *
     * @param subscriber who sent it, as {@link DigestAdmission} or the network says
     */
    public synchronized SubscribeDecision receive(SipRequest subscribe, SubscriberId subscriber, Instant now) {
        String event = subscribe.event().orElse("");
        if (!UaProfile.isUaProfile(event)) {
            return refused(SipResponse.of(489).with("Allow-Events", UaProfile.EVENT_PACKAGE));
        }
        if (expiries.isTooBrief(subscribe.expires())) {
            return refused(expiries.tooBrief());
        }
        return subscribe.toTag().isPresent()
                ? receiveInDialog(subscribe, subscriber, event, now)
                : receiveNew(subscribe, subscriber, event, now);
    }

    /** Answers what {@link #receive} asked about; keeps or ends the subscription. */
    public synchronized SubscribeAnswer answer(SubscribeDecision.Asked asked, NotifyContent content, Instant now) {
        boolean known = asked.suppressIfMatch()
                .filter(etag -> etag.equals("*") || etag.equals(content.etag()))
                .isPresent();
        SubscriptionRecord record = withCurrentCseq(asked.record());
        boolean lasts = !asked.granted().isZero();
        boolean isNew = asked.kind() == SubscribeDecision.Kind.NEW;
        List<SubscriptionRecord> replaced = isNew ? replace(record) : List.of();
        List<Ended> shed = isNew ? makeRoom(record, now) : List.of();
        SipResponse response = SipResponse.of(known ? 204 : 200)
                .withToTag(record.id())
                .with("Expires", Long.toString(asked.granted().toSeconds()))
                .with("Contact", contact(record))
                .with("SIP-ETag", content.etag());
        Optional<OutgoingRequest> notification = Optional.empty();
        if (!known) {
            record = record.notified(content.etag(), now);
            notification = Optional.of(lasts ? active(record, content, now) : terminated(record, content, TIMEOUT));
        }
        if (lasts) {
            store.put(record);
        } else {
            store.delete(record.id());
        }
        return new SubscribeAnswer(response, record, notification, replaced, shed);
    }

    /** Whether a subscriber can be told something new now. What is deferred is not kept here: the caller asks again. */
    public synchronized NotifyDecision notify(String id, NotifyContent content, Instant now) {
        Optional<SubscriptionRecord> found = live(id, now);
        if (found.isEmpty()) {
            return new NotifyDecision.Gone();
        }
        Instant next = found.get().rate().next();
        if (next.isAfter(now)) {
            return new NotifyDecision.Deferred(next);
        }
        SubscriptionRecord notified = found.get().notified(content.etag(), now);
        store.putNotified(notified); // Before it is sent: a CSeq is never used twice, not even after a crash.
        return new NotifyDecision.Send(active(notified, content, now));
    }

    /** Ends a subscription from our side; empty when there is none any more. */
    public synchronized Optional<Ended> terminate(String id, Termination how, Instant now) {
        return store.get(id).map(record -> end(record, how, now));
    }

    /** Ends up to {@code most} subscriptions from our side, those first that would be over first; empty when there are none left. */
    public synchronized List<Ended> terminateSome(int most, Termination how, Instant now) {
        return store.over(END_OF_TIME, most).stream()
                .map(record -> end(record, how, now))
                .toList();
    }

    /** How many subscriptions there are; an estimate will do. */
    public synchronized long count() {
        return store.count();
    }

    /** Ends up to {@code most} subscriptions that were not refreshed in time. To be called every few seconds. */
    public synchronized List<Ended> expire(Instant now, int most) {
        return store.over(now, most).stream()
                .map(record -> end(record, TIMEOUT, now))
                .toList();
    }

    /** What the response to a NOTIFY means; a subscription that it ends is gone. */
    public synchronized NotifyOutcome answered(String id, SipResponse response) {
        return concluded(id, NotifyOutcome.of(response));
    }

    /** What the failure of a NOTIFY means; a subscription that it ends is gone. */
    public synchronized NotifyOutcome failed(String id, SipFailure failure) {
        return concluded(id, NotifyOutcome.of(failure));
    }

    /** The subscriptions of a subscriber that last now. */
    public synchronized List<SubscriptionRecord> subscriptions(SubscriberId subscriber, Instant now) {
        return store.ofSubscriber(subscriber).stream()
                .filter(record -> !record.isOver(now))
                .toList();
    }

    /** Whose subscription a request inside a dialog belongs to; empty when it is of none that there is. */
    public synchronized Optional<SubscriberId> subscriberOf(SipRequest request) {
        return request.toTag()
                .flatMap(store::get)
                .filter(record -> record.callId().equals(request.callId()))
                .filter(record -> record.remoteTag().equals(request.fromTag().orElse("")))
                .map(SubscriptionRecord::subscriber);
    }

    private SubscribeDecision receiveNew(SipRequest subscribe, SubscriberId subscriber, String event, Instant now) {
        if (store.count() >= limits.maxSubscriptions()) {
            return refused(SipResponse.later(COME_BACK));
        }
        Duration granted = expiries.granted(subscribe.expires(), random);
        try {
            SubscriptionRecord record = newRecord(subscribe, subscriber, event, now.plus(granted));
            if (record.toBytes().length > SubscriptionRecord.MAX_BYTES) {
                return refused(SipResponse.of(400, "Call-ID, tags and routes are too long to be kept"));
            }
            var kind = granted.isZero() ? SubscribeDecision.Kind.POLL : SubscribeDecision.Kind.NEW;
            return asked(kind, record, granted, subscribe);
        } catch (SignalProblem | IllegalArgumentException wrong) {
            return refused(SipResponse.of(400, wrong.getMessage()));
        }
    }

    private SubscribeDecision receiveInDialog(
            SipRequest subscribe, SubscriberId subscriber, String event, Instant now) {
        Optional<SubscriptionRecord> found = live(subscribe.toTag().orElseThrow(), now)
                .filter(record -> record.callId().equals(subscribe.callId()))
                .filter(record -> record.remoteTag().equals(subscribe.fromTag().orElse("")));
        if (found.isEmpty()) {
            return refused(SipResponse.of(481));
        }
        SubscriptionRecord record = found.get();
        if (!record.subscriber().equals(subscriber)) {
            return refused(SipResponse.of(403, "not your subscription"));
        }
        if (subscribe.cseq() <= record.remoteCseq()) {
            return refused(SipResponse.of(500)); // Out of order (RFC 3261 12.2.2).
        }
        Duration granted = expiries.granted(subscribe.expires(), random);
        NotifyRate rate;
        try {
            rate = record.rate().asked(event);
        } catch (IllegalArgumentException wrong) {
            return refused(SipResponse.of(400, wrong.getMessage()));
        }
        SubscriptionRecord refreshed = record.refreshed(
                subscribe.contact().map(SipAddress::uri).orElse(record.remoteTarget()),
                subscribe.cseq(),
                now.plus(granted),
                profile(event).orElse(record.profile()),
                rate);
        if (refreshed.toBytes().length > SubscriptionRecord.MAX_BYTES) {
            return refused(SipResponse.of(400, "Contact is too long to be kept"));
        }
        var kind = granted.isZero() ? SubscribeDecision.Kind.END : SubscribeDecision.Kind.REFRESH;
        return asked(kind, refreshed, granted, subscribe);
    }

    private SubscriptionRecord newRecord(SipRequest subscribe, SubscriberId subscriber, String event, Instant until)
            throws SignalProblem {
        SipAddress contact =
                subscribe.contact().orElseThrow(() -> new IllegalArgumentException("Contact missing or malformed"));
        SipUri.parse(contact.uri());
        return new SubscriptionRecord(
                String.format("%016x%08x", random.nextLong(), random.nextInt()),
                subscribe.callId(),
                subscribe.fromTag().orElseThrow(() -> new IllegalArgumentException("From without tag")),
                subscribe.to().uri(),
                subscribe.from().uri(),
                subscribe.headers().all("Record-Route"),
                contact.uri(),
                0,
                subscribe.cseq(),
                "",
                until,
                eventId(event),
                UaProfile.parse(event),
                subscriber,
                instance(subscribe),
                subscribe.transport(),
                NotifyRate.UNLIMITED.asked(event));
    }

    /** A NOTIFY may have gone out between the two steps of a refresh. */
    private SubscriptionRecord withCurrentCseq(SubscriptionRecord asked) {
        return store.get(asked.id())
                .map(current -> current.refreshed(
                        asked.remoteTarget(),
                        asked.remoteCseq(),
                        asked.expires(),
                        asked.profile(),
                        new NotifyRate(asked.rate().most(), current.rate().last())))
                .orElse(asked);
    }

    /** What the device had before is gone: it forgot that dialog, in a crash perhaps. */
    private List<SubscriptionRecord> replace(SubscriptionRecord record) {
        List<SubscriptionRecord> replaced = store.ofSubscriber(record.subscriber()).stream()
                .filter(known -> known.isOfSameDevice(record))
                .toList();
        replaced.forEach(gone -> store.delete(gone.id()));
        return replaced;
    }

    /** Where the subscriber has too many, the one that would be over first makes room, and comes back when others have gone. */
    private List<Ended> makeRoom(SubscriptionRecord record, Instant now) {
        List<SubscriptionRecord> others = store.ofSubscriber(record.subscriber());
        return others.size() < limits.maxSubscriptionsPerSubscriber()
                ? List.of()
                : others.stream()
                        .min(Comparator.comparing(SubscriptionRecord::expires))
                        .map(first -> end(first, MADE_ROOM, now))
                        .stream()
                        .toList();
    }

    private Ended end(SubscriptionRecord record, Termination how, Instant now) {
        store.delete(record.id());
        SubscriptionRecord last = record.notified(record.etag(), now);
        return new Ended(last, terminated(last, NotifyContent.NOTHING, how));
    }

    private NotifyOutcome concluded(String id, NotifyOutcome outcome) {
        if (outcome instanceof NotifyOutcome.Ended) {
            store.delete(id);
        }
        return outcome;
    }

    private Optional<SubscriptionRecord> live(String id, Instant now) {
        return store.get(id).filter(record -> !record.isOver(now));
    }

    private OutgoingRequest active(SubscriptionRecord record, NotifyContent content, Instant now) {
        long seconds = Math.max(0, Duration.between(now, record.expires()).toSeconds());
        return request(
                record, content, "active;expires=" + seconds + record.rate().parameter());
    }

    private OutgoingRequest terminated(SubscriptionRecord record, NotifyContent content, Termination how) {
        return request(record, content, how.state());
    }

    private OutgoingRequest request(SubscriptionRecord record, NotifyContent content, String state) {
        return OutgoingRequest.to("NOTIFY", record.remoteTarget())
                .from(record.localUri(), record.id())
                .to(record.remoteUri(), record.remoteTag())
                .callId(record.callId())
                .cseq(record.localCseq())
                .routes(record.routeSet())
                .contact(contact(record))
                .header("Event", content.event(record.eventId()))
                .header("Subscription-State", state)
                .header("SIP-ETag", content.etag())
                .body(content.body())
                .build();
    }

    private String contact(SubscriptionRecord record) {
        return "<" + contactOf.apply(record.transport()) + ">";
    }

    private static Optional<UaProfile> profile(String event) {
        try {
            return Optional.of(UaProfile.parse(event));
        } catch (SignalProblem without) {
            return Optional.empty(); // A refresh need not say it again.
        }
    }

    private static Optional<String> eventId(String event) {
        int semicolon = event.indexOf(';');
        String id = HeaderParameters.parse(event, semicolon + 1, ';', MAX_EVENT_PARAMETERS)
                .getOrDefault("id", "");
        return Optional.of(id).filter(text -> text.matches("[A-Za-z0-9.!%*_+`'~-]{1,64}"));
    }

    private static Optional<InstanceId> instance(SipRequest subscribe) {
        try {
            return subscribe.instance().map(InstanceId::parse);
        } catch (IllegalArgumentException ofAnotherForm) {
            return Optional.empty();
        }
    }

    private static SubscribeDecision asked(
            SubscribeDecision.Kind kind, SubscriptionRecord record, Duration granted, SipRequest subscribe) {
        return new SubscribeDecision.Asked(
                kind, record, granted, subscribe.headers().first("Suppress-If-Match"));
    }

    private static SubscribeDecision refused(SipResponse response) {
        return new SubscribeDecision.Refused(response);
    }
}
