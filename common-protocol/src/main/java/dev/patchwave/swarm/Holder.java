package dev.patchwave.swarm;

import java.net.URI;

/**
 * Somebody who can serve segments, and how to reach it.
 *
 * @param id its name in the swarm
 * @param kind what it is to the member that reads this
 * @param uri base of its data plane, {@code http://host:port}, without a path
 */
public record Holder(HolderId id, HolderKind kind, URI uri) {}
