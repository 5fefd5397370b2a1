package dev.patchwave.client.disk;

import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.core.UpgradeState;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a client remembers beside segments and installed versions.
 *
 * @param instance the device, for the service; drawn once
 * @param member its name among peers, which says nothing about the subscriber; drawn once
 * @param usage what was uploaded in the current quota period
 * @param seed what it offers to peers after a restart too
 */
public record ClientState(
        InstanceId instance, HolderId member, UpgradeState upgrade, Sharing.Usage usage, Optional<Seed> seed) {
    /**
     * A release that is installed, and where its swarm is met.
     *
     * @param manifest its URI at the domain's cache
     */
    public record Seed(ReleaseId release, URI manifest) {}

    private static final int MEMBER_RANDOM_BYTES = 8;

    /** Without any of these it is not the state of a device, even where it is JSON. */
    public ClientState {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(upgrade, "upgrade");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(seed, "seed");
    }

    /** A device that starts for the first time. */
    public static ClientState initial(String installedVersion, RandomGenerator random) {
        byte[] name = new byte[MEMBER_RANDOM_BYTES];
        random.nextBytes(name);
        return new ClientState(
                new InstanceId(UUID.randomUUID()),
                new HolderId("p-" + HexFormat.of().formatHex(name)),
                UpgradeState.initial(installedVersion),
                new Sharing.Usage(Instant.EPOCH, 0),
                Optional.empty());
    }

    public ClientState with(UpgradeState changed) {
        return new ClientState(instance, member, changed, usage, seed);
    }

    public ClientState with(Sharing.Usage changed) {
        return new ClientState(instance, member, upgrade, changed, seed);
    }

    public ClientState with(Seed changed) {
        return new ClientState(instance, member, upgrade, usage, Optional.of(changed));
    }
}
