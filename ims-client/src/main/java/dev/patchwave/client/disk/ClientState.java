package dev.patchwave.client.disk;

import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.core.UpgradeState;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What a client remembers beside segments and installed versions.
 *
 * @param instance the device, for the service; drawn once
 * @param member its name among peers, which says nothing about the subscriber; drawn once
 * @param usage what was uploaded in the current quota period
 */
public record ClientState(InstanceId instance, HolderId member, UpgradeState upgrade, Sharing.Usage usage) {
    private static final int MEMBER_RANDOM_BYTES = 8;

    /** A device that starts for the first time. */
    public static ClientState initial(String installedVersion, RandomGenerator random) {
        byte[] name = new byte[MEMBER_RANDOM_BYTES];
        random.nextBytes(name);
        return new ClientState(
                new InstanceId(UUID.randomUUID()),
                new HolderId("p-" + HexFormat.of().formatHex(name)),
                UpgradeState.initial(installedVersion),
                new Sharing.Usage(Instant.EPOCH, 0));
    }

    public ClientState with(UpgradeState changed) {
        return new ClientState(instance, member, changed, usage);
    }

    public ClientState with(Sharing.Usage changed) {
        return new ClientState(instance, member, upgrade, changed);
    }
}
