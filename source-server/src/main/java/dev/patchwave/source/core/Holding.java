package dev.patchwave.source.core;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.DomainId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.net.URI;
import java.util.Optional;

/**
 * What the source or a cache holds of a release.
 *
 * @param domain where a cache stands; empty for the source itself
 */
public record Holding(HolderId id, URI uri, Optional<DomainId> domain, Bitfield owned) {
    /** The holder as a client in {@code reader} sees it. */
    Holder seenFrom(DomainId reader) {
        HolderKind kind = domain.map(here -> here.equals(reader) ? HolderKind.OWN_CACHE : HolderKind.OTHER_CACHE)
                .orElse(HolderKind.SOURCE);
        return new Holder(id, kind, uri);
    }
}
