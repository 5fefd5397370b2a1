package dev.patchwave.client.core;

import dev.patchwave.signal.CampaignId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything about upgrades that must survive a crash; small enough to be written at each change.
 *
 * @param installedVersion what the device runs and subscribes with
 * @param installedSequence of that version; 0 for the version the device came with
 * @param lastSequenceSeen the highest sequence ever obeyed; replays of older orders start nothing
 * @param next a newer order that came while an installation could not be interrupted
 * @param lastFailure the upgrade that ended last without success
 * @param unsent reports not yet answered, oldest first; at most {@link #MAX_UNSENT_REPORTS}
 */
public record UpgradeState(
        String installedVersion,
        long installedSequence,
        long lastSequenceSeen,
        Optional<PendingUpgrade> pending,
        Optional<UpgradeOrder> next,
        Optional<Failure> lastFailure,
        List<StateChange> unsent) {
    public static final int MAX_UNSENT_REPORTS = 8;

    /**
     * An upgrade that ended without success.
     *
     * @param declined the user said no, so that only force or the user itself brings it back
     */
    public record Failure(long sequence, Optional<CampaignId> campaign, boolean declined, String reason) {}

    public UpgradeState {
        unsent = List.copyOf(unsent);
    }

    /** A device that was never upgraded. */
    public static UpgradeState initial(String installedVersion) {
        return new UpgradeState(
                installedVersion, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    UpgradeState with(PendingUpgrade upgrade) {
        long seen = Math.max(lastSequenceSeen, upgrade.order().sequence());
        return new UpgradeState(
                installedVersion, installedSequence, seen, Optional.of(upgrade), next, lastFailure, unsent);
    }

    UpgradeState withNext(UpgradeOrder order) {
        long seen = Math.max(lastSequenceSeen, order.sequence());
        return new UpgradeState(
                installedVersion, installedSequence, seen, pending, Optional.of(order), lastFailure, unsent);
    }

    UpgradeState withoutNext() {
        return new UpgradeState(
                installedVersion, installedSequence, lastSequenceSeen, pending, Optional.empty(), lastFailure, unsent);
    }

    UpgradeState installed(UpgradeOrder order) {
        return new UpgradeState(
                order.release().version(),
                order.sequence(),
                lastSequenceSeen,
                Optional.empty(),
                next,
                Optional.empty(),
                unsent);
    }

    UpgradeState failed(Failure failure) {
        return new UpgradeState(
                installedVersion,
                installedSequence,
                lastSequenceSeen,
                Optional.empty(),
                next,
                Optional.of(failure),
                unsent);
    }

    /** Queues a report; the oldest falls out of a full queue, since the newest says most. */
    UpgradeState report(StateChange change) {
        var reports = new ArrayList<>(unsent);
        reports.add(change);
        if (reports.size() > MAX_UNSENT_REPORTS) {
            reports.removeFirst();
        }
        return withUnsent(reports);
    }

    UpgradeState withoutReport(StateChange change) {
        var reports = new ArrayList<>(unsent);
        reports.remove(change);
        return withUnsent(reports);
    }

    private UpgradeState withUnsent(List<StateChange> reports) {
        return new UpgradeState(
                installedVersion, installedSequence, lastSequenceSeen, pending, next, lastFailure, reports);
    }
}
