package dev.patchwave.source.ims;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.EmbeddedMessage;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.SipAddress;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.source.core.Charging;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an S-CSCF tells of a registration (TS 24.229 5.4.1.7, 5.7.1.1). Any body will do: none, service information, the device's
 * REGISTER, that and its answer.
 *
 * @param subscriber whose it is: To
 * @param lasts zero when the identity is no longer registered
 * @param devices what the embedded REGISTER says; empty when there is none
 * @param visitedNetwork value of P-Visited-Network-ID without its quotes (RFC 7315 4.3)
 * @param charging what the transfer records need
 */
record ThirdPartyRegister(
        SubscriberId subscriber,
        Duration lasts,
        List<Device> devices,
        Optional<String> visitedNetwork,
        Charging charging) {
    private static final long USUAL_SECONDS = 3_600;
    private static final long MOST_SECONDS = 31_622_400;
    private static final int MAX_DEVICES = 8;
    private static final int MAX_URI_CHARS = 512;

    /**
     * One contact of the device's REGISTER.
     *
     * @param carriesFeature whether it is a client of ours
     * @param gruu its public GRUU, where the registrar gave one (RFC 5627 3.2)
     * @param lasts what it asks for; zero when it takes the contact back
     */
    record Device(
            String contactUri,
            Optional<InstanceId> instance,
            boolean carriesFeature,
            Optional<String> gruu,
            Duration lasts) {}

    /** Reads one. @throws IllegalArgumentException when To names no SIP identity */
    static ThirdPartyRegister of(SipRequest request) {
        SipHeaders headers = request.headers();
        List<EmbeddedMessage> embedded = EmbeddedMessage.in(request.body());
        return new ThirdPartyRegister(
                new SubscriberId(request.to().sipUri().addressOfRecord()),
                duration(expires(request).orElse(USUAL_SECONDS)),
                devices(embedded),
                headers.first("P-Visited-Network-ID").map(ThirdPartyRegister::networkName),
                new Charging(headers.first("P-Charging-Vector"), headers.first("P-Charging-Function-Addresses")));
    }

    /** What a REGISTER asks for, as its answer repeats it. */
    static OptionalLong expires(SipRequest request) {
        return request.expires().isPresent()
                ? request.expires()
                : request.contact().map(ThirdPartyRegister::expires).orElse(OptionalLong.empty());
    }

    private static List<Device> devices(List<EmbeddedMessage> embedded) {
        List<SipAddress> answered = embedded.stream()
                .filter(message -> message.method().isEmpty())
                .flatMap(answer -> answer.headers().addresses("Contact").stream())
                .toList();
        List<Device> devices = new ArrayList<>();
        for (EmbeddedMessage register : embedded) {
            if (register.method().filter("REGISTER"::equals).isPresent()) {
                register.headers().addresses("Contact").stream()
                        .filter(contact -> contact.uri().length() <= MAX_URI_CHARS)
                        .limit(MAX_DEVICES)
                        .forEach(contact -> devices.add(device(contact, register.headers(), answered)));
            }
        }
        return devices;
    }

    private static Device device(SipAddress contact, SipHeaders register, List<SipAddress> answered) {
        OptionalLong own = expires(contact);
        long seconds = (own.isPresent() ? own : register.number("Expires")).orElse(USUAL_SECONDS);
        Optional<InstanceId> instance = instance(contact);
        Optional<String> gruu = answered.stream()
                .filter(answer -> instance.isPresent() && instance(answer).equals(instance))
                .flatMap(answer -> answer.parameter("pub-gruu").stream())
                .filter(uri -> uri.length() <= MAX_URI_CHARS)
                .findFirst();
        return new Device(contact.uri(), instance, FeatureTag.isClient(contact), gruu, duration(seconds));
    }

    /**
     * How long a device is there. A core that says zero of a REGISTER that asks for time contradicts itself, as some do; then the
     * device's own word counts.
     */
    Duration lasts(Device device) {
        return device.lasts().isZero() || lasts.isZero() ? device.lasts() : lasts;
    }

    /** How long somebody of the subscriber's is there. */
    Duration longest() {
        return devices.stream().map(this::lasts).reduce(lasts, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private static Duration duration(long seconds) {
        return Duration.ofSeconds(Math.min(MOST_SECONDS, seconds));
    }

    private static OptionalLong expires(SipAddress contact) {
        return contact.parameter("expires")
                .filter(text -> text.matches("[0-9]{1,10}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    private static Optional<InstanceId> instance(SipAddress contact) {
        try {
            return contact.parameter("+sip.instance")
                    .map(text -> InstanceId.parse(text.replace("<", "").replace(">", "")));
        } catch (IllegalArgumentException ofAnotherForm) {
            return Optional.empty(); // An IMEI URN: told apart by its contact then.
        }
    }

    private static String networkName(String value) {
        String first = value.split("[;,]", 2)[0].strip();
        boolean quoted = first.length() >= 2 && first.startsWith("\"") && first.endsWith("\"");
        return quoted ? first.substring(1, first.length() - 1) : first;
    }
}
