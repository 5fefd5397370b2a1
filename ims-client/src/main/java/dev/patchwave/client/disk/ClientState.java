package dev.patchwave.client.disk;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.core.UpgradeState;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client remembers beside segments and installed versions.
 *
 * @param instance the device, for the service; drawn once
 * @param usage what was uploaded in the current quota period
 * @param seed what it offers to peers after a restart too
 */
@JsonIgnoreProperties("member") // Earlier versions drew a name.
public record ClientState(InstanceId instance, UpgradeState upgrade, Sharing.Usage usage, Optional<Seed> seed) {
    /**
     * A release that is installed, and where its swarm is met.
     *
     * @param manifest its URI at the domain's cache
     */
    public record Seed(ReleaseId release, URI manifest) {}

    /** Without any of these it is not the state of a device, even where it is JSON. */
    public ClientState {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(upgrade, "upgrade");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(seed, "seed");
    }

    /** A device that starts for the first time. */
    public static ClientState initial(String installedVersion) {
        return new ClientState(
                new InstanceId(UUID.randomUUID()),
                UpgradeState.initial(installedVersion),
                new Sharing.Usage(Instant.EPOCH, 0),
                Optional.empty());
    }

    /** Its name among peers, which says nothing about the subscriber. */
    public HolderId member() {
        return HolderId.of(instance);
    }

    public ClientState with(UpgradeState changed) {
        return new ClientState(instance, changed, usage, seed);
    }

    public ClientState with(Sharing.Usage changed) {
        return new ClientState(instance, upgrade, changed, seed);
    }

    public ClientState with(Seed changed) {
        return new ClientState(instance, upgrade, usage, Optional.of(changed));
    }
}
