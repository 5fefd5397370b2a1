package dev.patchwave.swarm;

import java.net.URI;

/**
 * Somebody who can serve segments, and how to reach it.
 *
 * @param id its name in the swarm
 * @param kind what it is to the member that reads this
 * @param uri base of its data plane, {@code http://host:port}, without a path
 */
public record Holder(HolderId id, HolderKind kind, URI uri) {
    /**
     * {@code text} with the holder's name wherever it says the address, in whatever way that is written. For logs: where a
     * member is stays within the swarm.
     */
    public String named(String text) {
        return text.replaceAll("[^\\s/]+:" + uri.getPort() + "\\b", id.toString());
    }
}
