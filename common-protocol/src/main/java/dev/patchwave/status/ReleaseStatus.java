package dev.patchwave.status;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of one release a program has.
 *
 * @param state {@code published} at the source; {@code filling}, {@code full} at a cache; {@code downloading}, {@code complete},
 *     {@code installed}, {@code failed} at a client
 * @param segments of the release
 * @param ownedSegments of them, verified and on disk
 * @param ownedBytesFrom bytes of the owned segments, by the kind of holder that each came from ({@code peer}, {@code own-cache},
 *     {@code other-cache}, {@code source})
 * @param receivedBytes every byte of payload that the network brought for this release, also what was thrown away, over all
 *     runs of the program
 * @param fetchedTwiceBytes {@code receivedBytes} beyond what is owned or on its way now
 * @param verifiedFetchedTwiceSegments how many segments were fetched again although they were owned: zero, or something is wrong
 * @param digest of the installed file, as found on disk; empty until installed
 * @param digestEqual whether that is what the manifest says
 */
public record ReleaseStatus(
        String release,
        long sequence,
        long lengthBytes,
        String state,
        int segments,
        int ownedSegments,
        SortedMap<String, Long> ownedBytesFrom,
        long receivedBytes,
        long fetchedTwiceBytes,
        int verifiedFetchedTwiceSegments,
        String digest,
        boolean digestEqual) {
    public ReleaseStatus {
        ownedBytesFrom = ownedBytesFrom == null ? new TreeMap<>() : ownedBytesFrom;
        digest = digest == null ? "" : digest;
    }

    /** Of a program that keeps no account of where its segments came from. */
    public static ReleaseStatus of(
            String release, long sequence, long lengthBytes, String state, int segments, int ownedSegments) {
        return new ReleaseStatus(
                release, sequence, lengthBytes, state, segments, ownedSegments, new TreeMap<>(), 0, 0, 0, "", false);
    }

    /** Owned bytes that came from one kind of holder. */
    public long ownedBytesFrom(String kind) {
        return ownedBytesFrom.getOrDefault(kind, 0L);
    }
}
