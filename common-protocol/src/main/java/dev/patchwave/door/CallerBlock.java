package dev.patchwave.door;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * What counts as one caller: an IPv4 address, or the /64 of an IPv6 address, of which one subscriber has all (RFC 6177).
 *
 * <p>Behind an address translator many subscribers are one caller; limits for each caller must leave them room.
 *
 * @param bits the address, or the network half of it
 */
public record CallerBlock(long bits) {
    private static final int BLOCK_BYTES = 8;

    /** The one that an address belongs to. An IPv4 address never equals a block of IPv6: that half of the space is not given out. */
    public static CallerBlock of(InetAddress address) {
        byte[] bytes = address.getAddress();
        int counted = address instanceof Inet6Address ? BLOCK_BYTES : bytes.length;
        long bits = 0;
        for (int i = 0; i < counted; i++) {
            bits = (bits << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return new CallerBlock(bits);
    }
}
