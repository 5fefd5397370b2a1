package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.swarm.HolderId;
import java.net.URI;

/**
 * A cache as the source's configuration knows it.
 *
 * @param identity it registers and subscribes as
 * @param uri base of its data plane, as clients of its domain reach it
 */
public record CacheSite(HolderId id, SubscriberId identity, DomainId domain, URI uri) {}
