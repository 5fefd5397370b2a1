package dev.patchwave.swarm;

import dev.patchwave.release.ReleaseId;
import java.util.List;

/**
 * How a swarm stands, for people and tests.
 *
 * @param members by name
 * @param banned who is never planned as a holder again, oldest ban first
 * @param originSlotsTaken segments that the origin is planned to serve now
 */
public record SwarmStatus(ReleaseId release, List<Member> members, List<HolderId> banned, int originSlotsTaken) {

    /**
     * One member.
     *
     * @param owned segments it owns
     * @param assigned segments it was told to obtain and has not yet
     * @param uploads segments that others were told to obtain from it
     */
    public record Member(HolderId id, boolean serves, int owned, int assigned, int uploads) {}

    public SwarmStatus {
        members = List.copyOf(members);
        banned = List.copyOf(banned);
    }
}
