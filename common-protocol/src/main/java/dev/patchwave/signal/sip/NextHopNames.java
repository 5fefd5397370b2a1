package dev.patchwave.signal.sip;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * By which name a place is meant that is about to be connected to by TLS: the stack hands on its address only, while a certificate speaks
 * for names. One name at a time for each place. Any thread.
 */
final class NextHopNames {
    private final ConcurrentHashMap<InetSocketAddress, String> meant = new ConcurrentHashMap<>();

    /**
     * Says that {@code host} is meant by that place, until {@link #release}.
     *
     * @throws SipUnreachable when another name is meant by it at this moment
     */
    void claim(InetSocketAddress place, String host) throws SipUnreachable {
        String other = meant.putIfAbsent(place, host);
        if (other != null && !other.equals(host)) {
            throw new SipUnreachable("is being asked for as " + other);
        }
    }

    void release(InetSocketAddress place, String host) {
        meant.remove(place, host);
    }

    /** The host that is meant: its name, or the address itself. */
    String of(InetSocketAddress place) {
        return meant.getOrDefault(place, place.getAddress().getHostAddress());
    }
}
