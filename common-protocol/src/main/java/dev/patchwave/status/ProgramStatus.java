package dev.patchwave.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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
 * @param repository the roles that are believed of the repository that is followed; none where publishers' keys are listed
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RoleStatus> repository,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<DiskStatus> disk) {
    public ProgramStatus {
        domain = domain == null ? "" : domain;
        version = version == null ? "" : version;
        releases = releases == null ? List.of() : List.copyOf(releases);
        members = members == null ? List.of() : List.copyOf(members);
        campaigns = campaigns == null ? List.of() : List.copyOf(campaigns);
        bannedHolders = bannedHolders == null ? List.of() : List.copyOf(bannedHolders);
        subscriptions = subscriptions == null ? Optional.empty() : subscriptions;
        repository = repository == null ? List.of() : List.copyOf(repository);
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
                List.of(),
                Optional.empty());
    }

    /** The same with the subscribers' side of a source. */
    public ProgramStatus with(SubscriptionStatus subscribers) {
        return with(Optional.of(subscribers), repository, disk);
    }

    /** The same, saying how its disk stands. */
    public ProgramStatus with(DiskStatus store) {
        return with(subscriptions, repository, Optional.of(store));
    }

    /** The same with what is believed of a repository, by the name of the role. */
    public ProgramStatus with(SortedMap<String, Instant> expiries) {
        return with(
                subscriptions,
                expiries.entrySet().stream()
                        .map(role ->
                                new RoleStatus(role.getKey(), role.getValue().toString()))
                        .toList(),
                disk);
    }

    private ProgramStatus with(
            Optional<SubscriptionStatus> subscribers, List<RoleStatus> roles, Optional<DiskStatus> store) {
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
                subscribers,
                roles,
                store);
    }
}
