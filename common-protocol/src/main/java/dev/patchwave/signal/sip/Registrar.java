package dev.patchwave.signal.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The registrar of standalone mode (RFC 3261 10.3): who is where, until when. Behind an IMS core it is not used.
 *
 * <p>Pure: (request, now) in, response and facts out. A REGISTER changes all of its contacts or none. Bindings live in memory;
 * who wants them over a restart keeps those of the facts and gives them back by {@link #restore}. Any thread, one at a time.
 */
public final class Registrar {
    /**
     * What a REGISTER led to.
     *
     * @param response to be sent, after the facts are kept by whoever keeps them
     */
    public record Result(SipResponse response, List<RegistrationFact> facts) {
        public Result {
            facts = List.copyOf(facts);
        }
    }

    private static final Duration COME_BACK = Duration.ofSeconds(60);
    private static final int MAX_CONTACT_CHARS = 512;

    private final DigestAdmission admission;
    private final ExpiryPolicy expiries;
    private final RegistrarLimits limits;
    private final RandomGenerator random;
    private final Map<SubscriberId, Map<String, Binding>> bindings = new LinkedHashMap<>();
    private final BindingDeadlines deadlines = new BindingDeadlines();

    /** @param random shortens expiries, so that they do not end together */
    public Registrar(DigestAdmission admission, ExpiryPolicy expiries, RegistrarLimits limits, RandomGenerator random) {
        this.admission = admission;
        this.expiries = expiries;
        this.limits = limits;
        this.random = random;
    }

    /** Handles one REGISTER, with challenge and all. */
    public synchronized Result register(SipRequest request, Instant now) {
        return switch (admission.admit(request, now)) {
            case Admission.Refused(var response, var reason) -> refused(response);
            case Admission.Admitted(var subscriber) -> register(subscriber, request, now);
        };
    }

    /** The contacts of a subscriber that are good now. */
    public synchronized List<Binding> bindings(SubscriberId subscriber, Instant now) {
        return bindings.getOrDefault(subscriber, Map.of()).values().stream()
                .filter(binding -> !binding.isOver(now))
                .toList();
    }

    /** The contact of one device. */
    public Optional<Binding> binding(SubscriberId subscriber, InstanceId instance, Instant now) {
        return bindings(subscriber, now).stream()
                .filter(binding -> binding.instance().equals(Optional.of(instance)))
                .findFirst();
    }

    /** Takes back a binding from before a restart; one that is over comes out at the next {@link #expire}. */
    public synchronized void restore(Binding binding) {
        put(binding);
    }

    /** Removes what was not refreshed in time. Due at {@link #nextDeadline}. */
    public synchronized List<RegistrationFact> expire(Instant now) {
        var facts = new ArrayList<RegistrationFact>();
        for (Binding due : deadlines.due(now)) {
            Binding current = bindings.getOrDefault(due.subscriber(), Map.of()).get(due.key());
            if (current == null) {
                continue;
            }
            if (current.isOver(now)) {
                remove(current);
                facts.add(new RegistrationFact.Expired(current));
            } else {
                deadlines.watch(current);
            }
        }
        return facts;
    }

    /** When {@link #expire} may have something to do. */
    public synchronized Optional<Instant> nextDeadline() {
        return deadlines.next();
    }

    private Result register(SubscriberId subscriber, SipRequest request, Instant now) {
        if (!request.headers().has("Contact")) {
            return new Result(listing(subscriber, now), List.of()); // A query (RFC 3261 10.2.3).
        }
        if (request.headers().first("Contact").orElseThrow().strip().equals("*")) {
            return registerNowhere(subscriber, request, now);
        }
        var contacts = request.contacts();
        if (contacts.isEmpty() || contacts.size() > limits.maxContactsPerSubscriber()) {
            return refused(SipResponse.of(400, "expected 1 to " + limits.maxContactsPerSubscriber() + " contacts"));
        }
        if (!bindings.containsKey(subscriber) && bindings.size() >= limits.maxSubscribers()) {
            return refused(SipResponse.later(COME_BACK));
        }
        var wanted = new ArrayList<Binding>();
        for (SipAddress contact : contacts) {
            OptionalLong requested = requestedSeconds(contact, request);
            if (expiries.isTooBrief(requested)) {
                return refused(expiries.tooBrief());
            }
            if (!isUsable(contact)) {
                return refused(SipResponse.of(400, "a contact is no SIP URI or too long"));
            }
            wanted.add(binding(subscriber, contact, requested, request, now));
        }
        if (wanted.stream().anyMatch(this::isOutOfOrder)) {
            return refused(SipResponse.of(400, "CSeq is not above that of the last REGISTER"));
        }
        var facts = new ArrayList<RegistrationFact>();
        wanted.forEach(binding -> apply(binding, now, facts));
        return new Result(listing(subscriber, now), facts);
    }

    private Result registerNowhere(SubscriberId subscriber, SipRequest request, Instant now) {
        boolean alone = request.headers().all("Contact").size() == 1;
        if (!alone || request.expires().orElse(-1) != 0) {
            return refused(SipResponse.of(400, "Contact * goes alone and with Expires 0 (RFC 3261 10.3)"));
        }
        var facts = new ArrayList<RegistrationFact>();
        for (Binding binding :
                List.copyOf(bindings.getOrDefault(subscriber, Map.of()).values())) {
            unregister(binding, facts);
        }
        return new Result(listing(subscriber, now), facts);
    }

    private Binding binding(
            SubscriberId subscriber, SipAddress contact, OptionalLong requested, SipRequest request, Instant now) {
        return new Binding(
                subscriber,
                contact.uri(),
                instance(contact),
                request.callId(),
                request.cseq(),
                now.plus(expiries.granted(requested, random)),
                request.headers().all("P-Access-Network-Info"),
                request.headers().first("P-Visited-Network-ID"),
                request.remote(),
                request.transport());
    }

    private void apply(Binding wanted, Instant now, List<RegistrationFact> facts) {
        Optional<Binding> known = known(wanted);
        if (wanted.isOver(now)) {
            known.ifPresent(binding -> unregister(binding, facts));
            return;
        }
        if (known.isEmpty()) {
            makeRoom(wanted.subscriber(), facts);
        }
        put(wanted);
        facts.add(new RegistrationFact.Registered(
                wanted, known.filter(binding -> !binding.isOver(now)).isPresent()));
    }

    private void makeRoom(SubscriberId subscriber, List<RegistrationFact> facts) {
        var contacts = bindings.getOrDefault(subscriber, Map.of()).values();
        if (contacts.size() >= limits.maxContactsPerSubscriber()) {
            contacts.stream()
                    .min(Comparator.comparing(Binding::expires))
                    .ifPresent(binding -> unregister(binding, facts));
        }
    }

    private boolean isOutOfOrder(Binding wanted) {
        return known(wanted)
                .filter(known -> known.callId().equals(wanted.callId()) && known.cseq() >= wanted.cseq())
                .isPresent();
    }

    private Optional<Binding> known(Binding wanted) {
        return Optional.ofNullable(
                bindings.getOrDefault(wanted.subscriber(), Map.of()).get(wanted.key()));
    }

    private void put(Binding binding) {
        Binding before = bindings.computeIfAbsent(binding.subscriber(), subscriber -> new LinkedHashMap<>())
                .put(binding.key(), binding);
        if (before == null || binding.expires().isBefore(before.expires())) {
            deadlines.watch(binding);
        }
    }

    private void unregister(Binding binding, List<RegistrationFact> facts) {
        remove(binding);
        facts.add(new RegistrationFact.Unregistered(binding));
    }

    private void remove(Binding binding) {
        Map<String, Binding> contacts = bindings.get(binding.subscriber());
        contacts.remove(binding.key());
        if (contacts.isEmpty()) {
            bindings.remove(binding.subscriber());
        }
    }

    private SipResponse listing(SubscriberId subscriber, Instant now) {
        SipResponse response = SipResponse.of(200);
        for (Binding binding : bindings(subscriber, now)) {
            long seconds = Duration.between(now, binding.expires()).toSeconds();
            String instance = binding.instance()
                    .map(id -> ";+sip.instance=\"<" + id + ">\"")
                    .orElse("");
            response = response.with("Contact", "<" + binding.contactUri() + ">" + instance + ";expires=" + seconds);
        }
        return response;
    }

    private static OptionalLong requestedSeconds(SipAddress contact, SipRequest request) {
        OptionalLong own = contact.parameter("expires").map(SipHeaders::digits).orElse(OptionalLong.empty());
        return own.isPresent() ? own : request.expires();
    }

    private static boolean isUsable(SipAddress contact) {
        try {
            return contact.uri().length() <= MAX_CONTACT_CHARS
                    && !contact.sipUri().host().isEmpty();
        } catch (IllegalArgumentException noSipUri) {
            return false;
        }
    }

    private static Optional<InstanceId> instance(SipAddress contact) {
        try {
            return contact.parameter("+sip.instance")
                    .map(text -> InstanceId.parse(text.replace("<", "").replace(">", "")));
        } catch (IllegalArgumentException ofAnotherForm) {
            return Optional.empty(); // An IMEI URN, say: told apart by its contact then.
        }
    }

    private static Result refused(SipResponse response) {
        return new Result(response, List.of());
    }
}
