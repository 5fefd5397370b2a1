package dev.patchwave.client.app;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a client is doing, for whoever shows it.
 *
 * @param state one word: {@code idle}, {@code asked}, {@code waiting}, {@code manifest}, {@code downloading}, {@code installing},
 *     {@code failed}
 * @param version that is installed
 * @param release that is being obtained, or the one that is installed; empty when there is none yet
 * @param ownedSegments of {@code segments}
 * @param bytesPerSecond of payload received, over the last second
 * @param ownedBytesFrom bytes of the owned segments by the kind of holder that each came from
 * @param servingPeers that are being served now
 * @param uploadedBytes since the program started
 */
public record ClientProgress(
        String state,
        String version,
        Optional<ReleaseId> release,
        int segments,
        int ownedSegments,
        long bytesPerSecond,
        SortedMap<HolderKind, Long> ownedBytesFrom,
        int servingPeers,
        long uploadedBytes) {}
