package dev.patchwave.status;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What an origin knows of one member, or the source of one instance.
 *
 * @param member holder id or instance, never an IMS identity
 * @param kind {@code cache} or {@code client}
 * @param state as last reported, e.g. {@code downloading} or {@code installed}; of a cache {@code no-room} while its disk takes nothing
 * @param trouble why it is {@code no-room}, for people
 */
public record MemberStatus(
        String member,
        String kind,
        String domain,
        String release,
        int ownedSegments,
        int segments,
        String state,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String trouble) {
    /** The state of a cache whose disk takes nothing now. */
    public static final String NO_ROOM = "no-room";

    public MemberStatus {
        trouble = trouble == null ? "" : trouble;
    }

    /** One that is well. */
    public MemberStatus(
            String member, String kind, String domain, String release, int ownedSegments, int segments, String state) {
        this(member, kind, domain, release, ownedSegments, segments, state, "");
    }
}
