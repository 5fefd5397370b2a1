package dev.patchwave.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * One running program. Every program fills in what it knows and leaves the rest empty; readers ignore what they do not know.
 *
 * @param program {@code source}, {@code cache} or {@code client}
 * @param name its holder id, e.g. {@code cache-1}; of a client the subscriber too, which is why a client tells only its own host
 * @param domain where it stands; empty for the source
 * @param state one word; of a client the stage of its upgrade, of a server {@code serving}; of a source also {@code draining} and {@code drained}
 * @param version of the product that a client runs; empty for servers
 * @param uptimeSeconds since its process started
 * @param uploadedBytes payload sent since the process started
 * @param releases what it holds or obtains
 * @param members whom it plans or remembers: caches and instances at the source, clients at a cache
 * @param campaigns of the source, newest first
 * @param bannedHolders who sent it a wrong segment
 * @param subscriptions of the source
 * @param disk how its store stands
 */
public record ProgramStatus(
        String program,
        String name,
        String domain,
        String state,
        String version,
        long uptimeSeconds,
        long uploadedBytes,
        List<ReleaseStatus> releases,
        List<MemberStatus> members,
        List<CampaignStatus> campaigns,
        List<String> bannedHolders,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<SubscriptionStatus> subscriptions,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<DiskStatus> disk) {
    public ProgramStatus {
        domain = domain == null ? "" : domain;
        version = version == null ? "" : version;
        releases = releases == null ? List.of() : List.copyOf(releases);
        members = members == null ? List.of() : List.copyOf(members);
        campaigns = campaigns == null ? List.of() : List.copyOf(campaigns);
        bannedHolders = bannedHolders == null ? List.of() : List.copyOf(bannedHolders);
        subscriptions = subscriptions == null ? Optional.empty() : subscriptions;
        disk = disk == null ? Optional.empty() : disk;
    }

    /** Of a program that nobody subscribes to. */
    public ProgramStatus(
            String program,
            String name,
            String domain,
            String state,
            String version,
            long uptimeSeconds,
            long uploadedBytes,
            List<ReleaseStatus> releases,
            List<MemberStatus> members,
            List<CampaignStatus> campaigns,
            List<String> bannedHolders) {
        this(
                program,
                name,
                domain,
                state,
                version,
                uptimeSeconds,
                uploadedBytes,
                releases,
                members,
                campaigns,
                bannedHolders,
                Optional.empty(),
                Optional.empty());
    }

    /** The same, saying how its disk stands. */
    public ProgramStatus with(DiskStatus store) {
        return new ProgramStatus(
                program,
                name,
                domain,
                state,
                version,
                uptimeSeconds,
                uploadedBytes,
                releases,
                members,
                campaigns,
                bannedHolders,
                subscriptions,
                Optional.of(store));
    }

    /** The same, of a program that is subscribed to. */
    public ProgramStatus with(SubscriptionStatus open) {
        return new ProgramStatus(
                program,
                name,
                domain,
                state,
                version,
                uptimeSeconds,
                uploadedBytes,
                releases,
                members,
                campaigns,
                bannedHolders,
                Optional.of(open),
                disk);
    }
}
