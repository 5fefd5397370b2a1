package dev.patchwave.source.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A block of IP addresses, {@code 10.1.0.0/16} or {@code 2001:db8::/32} (RFC 4632 3.1, RFC 4291 2.3). Bits beyond the length
 * are zero, so that equal blocks are equal.
 */
public record AddressPrefix(InetAddress network, int lengthBits) {
    private static final String IPV4 = "(?:O\\.){3}O".replace("O", "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    /** Only literals: for a name without a colon, or an octet out of range, the JDK asks a name server. */
    private static final Pattern LITERAL =
            Pattern.compile(IPV4 + "|(?=.{0,39}:)[0-9a-fA-F:]{2,39}|(?=.{0,30}:)[0-9a-fA-F:]{2,30}" + IPV4);

    public AddressPrefix {
        int widthBits = network.getAddress().length * Byte.SIZE;
        if (lengthBits < 0 || lengthBits > widthBits) {
            throw new IllegalArgumentException("prefix length " + lengthBits + ": must be 0 to " + widthBits);
        }
        network = masked(network, lengthBits);
    }

    /** Reads {@code address/length}; an address alone is a block of one. @throws IllegalArgumentException otherwise */
    public static AddressPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            InetAddress address = address(text);
            return new AddressPrefix(address, address.getAddress().length * Byte.SIZE);
        }
        try {
            return new AddressPrefix(address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("prefix '" + text + "': expected address/length, e.g. 10.1.0.0/16", e);
        }
    }

    /** Reads an IPv4 or IPv6 literal. @throws IllegalArgumentException when it is anything else, a host name too */
    public static InetAddress address(String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("address '" + literal + "': expected an IPv4 or IPv6 literal");
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address '" + literal + "': expected an IPv4 or IPv6 literal", e);
        }
    }

    /** Whether an address lies in it; one of the other family never does. */
    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && masked(address, lengthBits).equals(network);
    }

    private static InetAddress masked(InetAddress address, int lengthBits) {
        byte[] bytes = address.getAddress();
        for (int bit = lengthBits; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address lost its length", e);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + lengthBits;
    }
}
