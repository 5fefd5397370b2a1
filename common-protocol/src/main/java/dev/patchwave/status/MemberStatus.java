package dev.patchwave.status;

/**
 * What an origin knows of one member, or the source of one instance.
 *
 * @param member holder id or instance, never an IMS identity
 * @param kind {@code cache} or {@code client}
 * @param state as last reported, e.g. {@code downloading} or {@code installed}
 */
public record MemberStatus(
        String member, String kind, String domain, String release, int ownedSegments, int segments, String state) {}
