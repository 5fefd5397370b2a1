package dev.patchwave.client.app;

import dev.patchwave.client.core.Conditions;
import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.disk.PowerSupply;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.swarm.ServingSlots;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Sharing}: what the device, its battery and the user say goes in, and the door to peers opens or shuts. Any thread. */
final class SharingShell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharingShell.class);
    private static final int MAILBOX_LIMIT_EVENTS = 4096;

    private final Device device;
    private final ClientMemory memory;
    private final PeerService peers;
    private final CoreLoop<Sharing.Event, Sharing.Effect> loop;
    private final AtomicReference<Optional<Conditions>> told = new AtomicReference<>(Optional.empty());

    /** Peers are served from {@code slots}, not before {@link #start}. */
    SharingShell(
            ClientConfig config, ClientMemory memory, ServingSlots slots, Clock clock, Consumer<Throwable> onCrash) {
        this.device = config.device();
        this.memory = memory;
        this.peers = new PeerService(slots, this::tell);
        this.loop = new CoreLoop<>(
                "sharing",
                new Sharing(config.sharingPolicy(), memory.get().usage()),
                this::perform,
                clock,
                MAILBOX_LIMIT_EVENTS,
                onCrash);
    }

    PeerService peers() {
        return peers;
    }

    void start() {
        loop.start();
        lookAtDevice();
    }

    /** Reads the battery, unless an embedding program tells of it. */
    void lookAtDevice() {
        var now = told.get().orElseGet(() -> device.conditions(PowerSupply.now()));
        tell(new Sharing.Event.ConditionsChanged(now));
    }

    /** From now on this counts, and no longer what is configured and what the system says. */
    void conditions(Conditions now) {
        told.set(Optional.of(now));
        lookAtDevice();
    }

    void consent(boolean given) {
        tell(new Sharing.Event.ConsentChanged(given));
    }

    private void perform(Sharing.Effect effect) {
        switch (effect) {
            case Sharing.Effect.Allow(long rate) -> peers.allow(true); // The uplink holds the rate.
            case Sharing.Effect.Forbid(var reason) -> {
                LOG.atInfo().addKeyValue("reason", reason).log("no uploads");
                peers.allow(false);
            }
            // Without waiting: what forbids uploads is heard while the disk is full too.
            case Sharing.Effect.Remember(var usage) -> memory.changeSoon(known -> known.with(usage));
        }
    }

    private void tell(Sharing.Event event) {
        if (!loop.offer(event)) {
            LOG.atWarn().addKeyValue("event", event).log("event dropped: the client is closing, or far behind");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
