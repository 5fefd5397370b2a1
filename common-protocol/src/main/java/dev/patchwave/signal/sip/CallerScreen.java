package dev.patchwave.signal.sip;

import dev.patchwave.config.SipDoor;
import dev.patchwave.door.CallerBlock;
import dev.patchwave.door.CallerCount;
import dev.patchwave.door.CallerRate;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** What one address may ask of an endpoint, before anything of it is parsed. Whom the operator trusts may ask without limit. Any thread. */
final class CallerScreen {
    /** A little, so that the stack does not think that a message takes too long; then the next ones wait again. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Predicate<InetAddress> trusted;
    private final CallerRate rate;
    private final CallerCount connections;

    CallerScreen(SipDoor door, Predicate<InetAddress> trusted) {
        this.trusted = trusted;
        this.rate = new CallerRate(door.messagesPerSecondPerAddress());
        this.connections = new CallerCount(door.connectionsPerAddress());
    }

    /** Whether a datagram is worth parsing. One that is not is dropped: an answer would only go to whoever is named as its sender. */
    boolean admits(InetAddress from, long now) {
        return trusted.test(from) || rate.admit(CallerBlock.of(from), now);
    }

    /** Messages came by a connection; holds up the thread that reads it, so that no more are read than the caller may send. */
    void pace(InetAddress from, int messages) {
        if (messages > 0 && !trusted.test(from)) {
            long wait = rate.charge(CallerBlock.of(from), messages, System.nanoTime());
            LockSupport.parkNanos(Math.min(wait, LONGEST_WAIT_NANOS));
        }
    }

    boolean hasRoomFor(InetAddress from) {
        return trusted.test(from) || connections.hasRoomFor(CallerBlock.of(from));
    }

    /** A connection was accepted; true when it is counted, then the caller owes {@link #closed}. */
    boolean opened(InetAddress from) {
        return trusted.test(from) || connections.opened(CallerBlock.of(from));
    }

    void closed(InetAddress from) {
        if (!trusted.test(from)) {
            connections.closed(CallerBlock.of(from));
        }
    }
}
