package dev.patchwave.source.core;

import dev.patchwave.signal.Audience;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whom a campaign is for. */
public sealed interface Scope {
    /** Everybody in these domains, also who comes later. */
    record Domains(SortedSet<DomainId> domains) implements Scope {
        public Domains {
            domains = new TreeSet<>(domains);
            requireSome(domains);
        }
    }

    /** All instances of these subscribers, wherever they are. */
    record Named(SortedSet<SubscriberId> subscribers) implements Scope {
        public Named {
            subscribers = new TreeSet<>(subscribers);
            requireSome(subscribers);
        }
    }

    /** The instances of one domain that asked. */
    record Askers(DomainId domain) implements Scope {}

    /** Whom an admin's command is for. */
    static Scope of(Audience audience) {
        return switch (audience) {
            case Audience.Domains(var domains) -> new Domains(new TreeSet<>(domains));
            case Audience.Subscribers(var subscribers) -> new Named(new TreeSet<>(subscribers));
        };
    }

    private static void requireSome(SortedSet<?> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a campaign for nobody");
        }
    }
}
