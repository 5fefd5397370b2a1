package dev.patchwave.signal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What a subscriber to the {@code ua-profile} event package says it is (RFC 6080 5.2), and what a NOTIFY adds to it.
 *
 * @param type a client subscribes to {@code device}, a cache to {@code local-network}
 * @param vendor 1 to 64 characters, none of them a control
 * @param model as vendor; the product whose releases it takes
 * @param version as vendor; the version of that product that it runs
 */
public record UaProfile(Type type, String vendor, String model, String version) {
    /** The name of the event package. */
    public static final String EVENT_PACKAGE = "ua-profile";

    private static final int MAX_LENGTH_CHARS = 64;
    private static final int MAX_EVENT_CHARS = 1024;
    private static final int MAX_PARAMETERS = 16;

    /** The profile types that we serve; RFC 6080 knows {@code user} as well. */
    public enum Type {
        DEVICE("device"),
        LOCAL_NETWORK("local-network");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** The word in the {@code profile-type} parameter. */
        public String word() {
            return word;
        }
    }

    public UaProfile {
        check("vendor", vendor);
        check("model", model);
        check("version", version);
    }

    /** The value of the Event header of a SUBSCRIBE. */
    public String event() {
        return EVENT_PACKAGE + ";profile-type=" + type.word + ";vendor=" + HeaderParameters.quote(vendor) + ";model="
                + HeaderParameters.quote(model) + ";version=" + HeaderParameters.quote(version);
    }

    /** Reads the Event header of a SUBSCRIBE. Parameters that we do not know are passed over. */
    public static UaProfile parse(String event) throws SignalProblem {
        Map<String, String> parameters = parameters(event);
        String word = required(parameters, "profile-type");
        var type = Arrays.stream(Type.values())
                .filter(known -> known.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new SignalProblem("profile-type", word, "expected device or local-network"));
        try {
            return new UaProfile(
                    type,
                    required(parameters, "vendor"),
                    required(parameters, "model"),
                    required(parameters, "version"));
        } catch (IllegalArgumentException refused) {
            throw new SignalProblem("Event", event, refused.getMessage());
        }
    }

    /** Whether the Event header names this package, whatever its parameters. */
    public static boolean isUaProfile(String event) {
        int semicolon = event.indexOf(';');
        return (semicolon < 0 ? event : event.substring(0, semicolon)).strip().equalsIgnoreCase(EVENT_PACKAGE);
    }

    /** The value of the Event header of a NOTIFY that carries a release; zero is at once. */
    public static String notifyEvent(Duration effectiveBy) {
        SignalLimits.duration("effective-by", effectiveBy, SignalLimits.MAX_DEADLINE);
        return EVENT_PACKAGE + ";effective-by=" + effectiveBy.toSeconds();
    }

    /** The deadline in the Event header of a NOTIFY; empty when it names none. */
    public static Optional<Duration> effectiveBy(String event) throws SignalProblem {
        String seconds = parameters(event).get("effective-by");
        if (seconds == null) {
            return Optional.empty();
        }
        if (!seconds.matches("[0-9]{1,10}")) {
            throw new SignalProblem("effective-by", seconds, "expected a number of seconds");
        }
        var duration = Duration.ofSeconds(Long.parseLong(seconds));
        boolean tooLong = duration.compareTo(SignalLimits.MAX_DEADLINE) > 0;
        return Optional.of(tooLong ? SignalLimits.MAX_DEADLINE : duration);
    }

    private static Map<String, String> parameters(String event) throws SignalProblem {
        if (!isUaProfile(event) || event.length() > MAX_EVENT_CHARS) {
            throw new SignalProblem("Event", event, "expected " + EVENT_PACKAGE + " and its parameters");
        }
        int semicolon = event.indexOf(';');
        try {
            return semicolon < 0 ? Map.of() : HeaderParameters.parse(event, semicolon + 1, ';', MAX_PARAMETERS);
        } catch (IllegalArgumentException unreadable) {
            throw new SignalProblem("Event", event, unreadable.getMessage());
        }
    }

    private static String required(Map<String, String> parameters, String name) throws SignalProblem {
        String value = parameters.get(name);
        if (value == null) {
            throw new SignalProblem("Event", "", "parameter " + name + " is missing (RFC 6080 5.2)");
        }
        return value;
    }

    private static void check(String what, String text) {
        SignalLimits.require(
                !text.isEmpty()
                        && text.length() <= MAX_LENGTH_CHARS
                        && text.chars().noneMatch(Character::isISOControl),
                what + ": must be 1 to " + MAX_LENGTH_CHARS + " characters, none of them a control character");
    }
}
