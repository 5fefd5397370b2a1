package dev.patchwave.signal;

import java.util.List;

/** Whom an admin's command is for. */
public sealed interface Audience {
    /** Everybody in these domains; 1 to {@link SignalLimits#MAX_DOMAINS}. */
    record Domains(List<DomainId> domains) implements Audience {
        public Domains {
            domains = List.copyOf(domains);
            SignalLimits.require(
                    !domains.isEmpty() && domains.size() <= SignalLimits.MAX_DOMAINS,
                    domains.size() + " domains: must be 1 to " + SignalLimits.MAX_DOMAINS);
        }
    }

    /** All devices of these subscribers; 1 to {@link SignalLimits#MAX_SUBSCRIBERS}. */
    record Subscribers(List<SubscriberId> subscribers) implements Audience {
        public Subscribers {
            subscribers = List.copyOf(subscribers);
            SignalLimits.require(
                    !subscribers.isEmpty() && subscribers.size() <= SignalLimits.MAX_SUBSCRIBERS,
                    subscribers.size() + " subscribers: must be 1 to " + SignalLimits.MAX_SUBSCRIBERS);
        }
    }
}
