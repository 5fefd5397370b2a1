package dev.patchwave.swarm;

import java.util.Arrays;
import java.util.Locale;

/**
 * What went wrong when a member asked a holder for a segment, as the member tells its origin.
 *
 * @param segment 0 or more
 */
public record Fault(int segment, HolderId holder, Reason reason) {

    /** Who is to blame, and so what the origin does about it. */
    public enum Reason {
        /** The bytes were not what the manifest says: never use this holder again. */
        CORRUPT,
        /** No connection, or it broke: leave the holder alone for a while. */
        UNREACHABLE,
        /** The holder shed the request (503). No failure: plan others for a moment. */
        BUSY,
        /** Bytes came too slowly, or stopped. */
        SLOW,
        /** The holder is well but does not hold the segment (404). */
        MISSING;

        /** The word in JSON and logs: {@code corrupt}, {@code unreachable}, {@code busy}, {@code slow}, {@code missing}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads {@link #word()}. @throws IllegalArgumentException for any other text */
        public static Reason parse(String word) {
            return Arrays.stream(values())
                    .filter(reason -> reason.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + word + "': expected corrupt, unreachable, busy, slow or missing"));
        }
    }

    public Fault {
        if (segment < 0) {
            throw new IllegalArgumentException("segment " + segment + ": must be 0 or more");
        }
    }
}
