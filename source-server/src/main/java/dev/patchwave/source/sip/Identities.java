package dev.patchwave.source.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.DigestAlgorithm;
import dev.patchwave.source.core.AdminRole;
import dev.patchwave.source.core.CacheSites;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Who the source is, and whom it knows.
 *
 * @param home the home domain, which is the realm too
 * @param service whom clients and caches talk to
 * @param adminService whom admins send their orders to; may be the service itself
 * @param algorithms of digest authentication that are offered
 * @param passwords of every identity that may come with a password
 * @param admins who may order what
 */
public record Identities(
        String home,
        SubscriberId service,
        SubscriberId adminService,
        List<DigestAlgorithm> algorithms,
        SortedMap<SubscriberId, String> passwords,
        SortedMap<SubscriberId, Set<AdminRole>> admins) {
    /** A user name is the identity without its scheme, or without the home domain as well. */
    Optional<String> passwordOf(String username) {
        try {
            String full = username.indexOf('@') < 0 ? username + "@" + home : username;
            return Optional.ofNullable(passwords.get(new SubscriberId("sip:" + full)));
        } catch (IllegalArgumentException noIdentity) {
            return Optional.empty();
        }
    }

    /** Whether an admin has a role. */
    boolean has(SubscriberId admin, AdminRole role) {
        return admins.getOrDefault(admin, Set.of()).contains(role);
    }

    /** A cache is told what to do in its subscription; the tool of an admin is no client, unless it subscribes as one. */
    public boolean mayBeClient(SubscriberId subscriber, CacheSites caches) {
        return caches.cache(subscriber).isEmpty() && !admins.containsKey(subscriber);
    }
}
