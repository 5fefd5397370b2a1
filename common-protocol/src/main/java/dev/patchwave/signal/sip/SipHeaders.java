package dev.patchwave.signal.sip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The headers of a message as raw values, in order. Names compare without case; a name may have several values. Immutable.
 *
 * <p>What comes from the endpoint has one entry for each value of a list header and the long form of every name. Values with
 * line breaks or other control characters are refused, so that no value can smuggle in a header.
 */
public record SipHeaders(List<Entry> entries) {
    public static final SipHeaders NONE = new SipHeaders(List.of());

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]{1,64}");
    private static final int DIGITS_LIMIT_COUNT = 18;

    /** One header: a name and one value. */
    public record Entry(String name, String value) {
        public Entry {
            if (!TOKEN.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is no header name");
            }
            checkedValue(name, value);
        }
    }

    public SipHeaders {
        entries = List.copyOf(entries);
    }

    /** Pairs of a name and a value: {@code of("Event", "ua-profile", "Expires", "3600")}. */
    public static SipHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a header without a value");
        }
        List<Entry> entries = new ArrayList<>(namesAndValues.length / 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.add(new Entry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new SipHeaders(entries);
    }

    /** The first value. */
    public Optional<String> first(String name) {
        for (Entry entry : entries) {
            if (entry.name.equalsIgnoreCase(name)) {
                return Optional.of(entry.value);
            }
        }
        return Optional.empty();
    }

    /** All values in order; empty when the header is absent. */
    public List<String> all(String name) {
        return entries.stream().filter(named(name)).map(Entry::value).toList();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** The first value as a number; empty when absent or when it is not all digits, at most 18. Comments are cut off. */
    public OptionalLong number(String name) {
        return first(name).map(SipHeaders::leadingNumber).orElse(OptionalLong.empty());
    }

    /** The first value as an address; empty when absent or malformed. */
    public Optional<SipAddress> address(String name) {
        return first(name).flatMap(SipHeaders::readable);
    }

    /** Every value that is an address, also of several in one line. */
    public List<SipAddress> addresses(String name) {
        return all(name).stream()
                .flatMap(value -> SipText.split(value, ',').stream())
                .map(SipHeaders::readable)
                .flatMap(Optional::stream)
                .toList();
    }

    /** These and one more at the end. */
    public SipHeaders with(String name, String value) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(name, value));
        return new SipHeaders(more);
    }

    /** These and then the others. */
    public SipHeaders with(SipHeaders others) {
        return with(others.entries);
    }

    /** These without any value of {@code name}. */
    public SipHeaders without(String name) {
        return new SipHeaders(entries.stream().filter(named(name).negate()).toList());
    }

    private SipHeaders with(Collection<Entry> others) {
        List<Entry> more = new ArrayList<>(entries);
        more.addAll(others);
        return new SipHeaders(more);
    }

    private static Predicate<Entry> named(String name) {
        return entry -> entry.name.equalsIgnoreCase(name);
    }

    private static Optional<SipAddress> readable(String value) {
        try {
            return Optional.of(SipAddress.parse(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code 3600}, {@code 5 (I'm in a meeting)} and {@code 120;duration=60} (RFC 3261 20.33) alike. */
    private static OptionalLong leadingNumber(String value) {
        int end = 0;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        String rest = value.substring(end).stripLeading();
        boolean clean = rest.isEmpty() || rest.charAt(0) == '(' || rest.charAt(0) == ';';
        return clean ? digits(value.substring(0, end)) : OptionalLong.empty();
    }

    /** A number of ASCII digits only. */
    static OptionalLong digits(String text) {
        boolean good = !text.isEmpty()
                && text.length() <= DIGITS_LIMIT_COUNT
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return good ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static String checkedValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                throw new IllegalArgumentException(name + ": a header value must not hold control characters");
            }
        }
        return value;
    }
}
