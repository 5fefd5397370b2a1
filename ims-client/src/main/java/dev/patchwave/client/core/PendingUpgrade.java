package dev.patchwave.client.core;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An upgrade under way, as it survives a crash.
 *
 * @param startAt when it starts by itself; empty once started, or while only the user can start it
 * @param installs how many installations were begun; a device that dies in each of them must not try for ever
 * @param reports how many reports this upgrade has caused, 0 to {@link Upgrade#MAX_REPORTS}
 */
public record PendingUpgrade(UpgradeOrder order, Stage stage, Optional<Instant> startAt, int installs, int reports) {
    /** How far it has come. */
    public enum Stage {
        /** The user is asked. */
        ASKED,
        /** Decided; the drawn moment has not come. */
        WAITING,
        /** The manifest is being fetched and verified. */
        MANIFEST,
        /** Segments are being fetched. */
        DOWNLOADING,
        /** The patch is complete and being put to use. */
        INSTALLING
    }

    static PendingUpgrade asked(UpgradeOrder order, Optional<Instant> startAt) {
        return new PendingUpgrade(order, Stage.ASKED, startAt, 0, 0);
    }

    static PendingUpgrade waiting(UpgradeOrder order, Instant startAt) {
        return new PendingUpgrade(order, Stage.WAITING, Optional.of(startAt), 0, 0);
    }

    PendingUpgrade at(Stage next) {
        return new PendingUpgrade(order, next, Optional.empty(), installs, reports);
    }

    PendingUpgrade startingAt(UpgradeOrder newer, Instant moment) {
        return new PendingUpgrade(newer, Stage.WAITING, Optional.of(moment), installs, reports);
    }

    PendingUpgrade movedTo(URI manifest) {
        return new PendingUpgrade(order.movedTo(manifest), stage, startAt, installs, reports);
    }

    PendingUpgrade installing() {
        return new PendingUpgrade(order, Stage.INSTALLING, Optional.empty(), installs + 1, reports);
    }

    /** It came to no installation: nobody died in it. */
    PendingUpgrade postponed() {
        return new PendingUpgrade(order, Stage.DOWNLOADING, Optional.empty(), installs - 1, reports);
    }

    PendingUpgrade reported() {
        return new PendingUpgrade(order, stage, startAt, installs, reports + 1);
    }
}
