package dev.patchwave.trust.follow;

import dev.patchwave.trust.tuf.TopLevelRole;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of roles that expire while there is still time to sign them anew: once an hour for each, until somebody does. One thread. */
public final class ExpiryWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);
    private static final Duration TIMESTAMP_NOTICE = Duration.ofHours(6);
    private static final Duration SNAPSHOT_NOTICE = Duration.ofDays(2);
    /** What people have to sign, some of them far away. */
    private static final Duration NOTICE = Duration.ofDays(30);

    private final SortedMap<String, Instant> warned = new TreeMap<>();

    /** Looks at them now. */
    public void look(SortedMap<String, Instant> expiries, Instant now) {
        warned.keySet().retainAll(expiries.keySet());
        expiries.forEach((role, expires) -> {
            boolean due = expires.isBefore(now.plus(notice(role)));
            Instant last = warned.getOrDefault(role, Instant.MIN);
            if (due && last.isBefore(now.minus(BETWEEN_WARNINGS))) {
                warned.put(role, now);
                LOG.atWarn()
                        .addKeyValue("role", role)
                        .addKeyValue("until", expires)
                        .log("the repository's role expires soon; whoever follows it takes no release then");
            }
        });
    }

    /** How long before its end a role is worth a warning. */
    static Duration notice(String role) {
        if (role.equals(TopLevelRole.TIMESTAMP.roleName())) {
            return TIMESTAMP_NOTICE;
        }
        return role.equals(TopLevelRole.SNAPSHOT.roleName()) ? SNAPSHOT_NOTICE : NOTICE;
    }
}
