package dev.patchwave.simulator.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.BitRate;
import dev.patchwave.config.ByteSize;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.simulator.network.LinkModel;
import dev.patchwave.simulator.swarm.PatchShape;
import java.time.Duration;
import java.util.List;

/**
 * One scenario file: who is there, on what links, what happens. Defaults are those of the network lab.
 *
 * @param name in the table and the plot
 * @param seed of everything that is random
 * @param limit of virtual time, after which who is not done is stranded
 * @param apart true: first source and caches alone, then each domain alone with what its cache got when; several at a time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scenario(
        String name,
        Integer seed,
        Patch patch,
        Source source,
        Domains domains,
        Links links,
        Arrivals arrivals,
        Events events,
        Policies policies,
        TimeSpan limit,
        Boolean apart) {
    private static final int MAX_PERCENT = 100;

    /** How large the patch is and how it is cut. */
    public record Patch(ByteSize size, ByteSize segment, ByteSize chunk) {
        private static final long LARGEST_SEGMENT_BYTES = 1 << 30;

        public Patch {
            size = BadValue.orElse(size, ByteSize.parse("64MiB"));
            segment = BadValue.orElse(segment, ByteSize.parse("1MiB"));
            chunk = BadValue.orElse(chunk, ByteSize.parse("64KiB"));
            between("size", size, 1, 1L << 40);
            between("segment", segment, 1, LARGEST_SEGMENT_BYTES);
            between("chunk", chunk, Math.max(1, segment.bytes() >> 14), segment.bytes());
        }

        private static void between(String key, ByteSize value, long least, long most) {
            if (value.bytes() < least || value.bytes() > most) {
                throw new BadValue(key, value, new ByteSize(least) + " to " + new ByteSize(most));
            }
        }

        PatchShape shape() {
            return new PatchShape(size.bytes(), (int) segment.bytes(), (int) chunk.bytes());
        }
    }

    /** The source's link. */
    public record Source(BitRate up, BitRate down) {
        public Source {
            up = BadValue.orElse(up, BitRate.parse("40Mbit/s"));
            down = BadValue.orElse(down, BitRate.parse("40Mbit/s"));
        }
    }

    /**
     * The domains, all alike: one cache and its clients.
     *
     * @param clients in each
     * @param clientsServe false: no client uploads
     * @param preloaded the domains whose cache has the patch at the start; the first is 0
     * @param wan what each domain may send to other sites
     */
    public record Domains(
            Integer count,
            BitRate cacheUp,
            BitRate cacheDown,
            Integer clients,
            BitRate clientUp,
            BitRate clientDown,
            Boolean clientsServe,
            List<Integer> preloaded,
            BitRate wan) {
        private static final int MAX_DOMAINS = 10_000;
        private static final int MAX_CLIENTS = 200_000;

        public Domains {
            count = BadValue.inRange("count", count, 2, 1, MAX_DOMAINS);
            cacheUp = BadValue.orElse(cacheUp, BitRate.parse("80Mbit/s"));
            cacheDown = BadValue.orElse(cacheDown, BitRate.parse("80Mbit/s"));
            clients = BadValue.inRange("clients", clients, 10, 1, MAX_CLIENTS);
            clientUp = BadValue.orElse(clientUp, BitRate.parse("10Mbit/s"));
            clientDown = BadValue.orElse(clientDown, BitRate.parse("40Mbit/s"));
            clientsServe = BadValue.orElse(clientsServe, true);
            preloaded = List.copyOf(BadValue.orElse(preloaded, List.of()));
            wan = BadValue.orElse(wan, BitRate.UNLIMITED);
            for (int domain : preloaded) {
                BadValue.inRange("preloaded", domain, 0, 0, count - 1);
            }
        }
    }

    /**
     * What all links have in common.
     *
     * @param interRtt between sites
     * @param intraRtt within a site
     * @param queue before a full downlink
     * @param mtu of which payload is (mtu - 52) / (mtu + 14)
     * @param lossPerMille of packets
     * @param silence without a byte, after which a transfer is given up
     */
    public record Links(
            TimeSpan interRtt, TimeSpan intraRtt, TimeSpan queue, Integer mtu, Integer lossPerMille, TimeSpan silence) {
        private static final int SMALLEST_MTU = 576;
        private static final int LARGEST_MTU = 65_535;

        public Links {
            interRtt = BadValue.orElse(interRtt, TimeSpan.parse("40ms"));
            intraRtt = BadValue.orElse(intraRtt, TimeSpan.parse("5ms"));
            queue = BadValue.orElse(queue, TimeSpan.parse("50ms"));
            mtu = BadValue.inRange("mtu", mtu, 9_000, SMALLEST_MTU, LARGEST_MTU);
            lossPerMille = BadValue.inRange("lossPerMille", lossPerMille, 0, 0, 500);
            silence = BadValue.orElse(silence, TimeSpan.parse("2s"));
        }

        LinkModel model() {
            return new LinkModel(
                    intraRtt.duration().dividedBy(2),
                    interRtt.duration().dividedBy(2),
                    queue.duration(),
                    silence.duration(),
                    LinkModel.efficiencyOf(mtu),
                    lossPerMille / 1000.0);
        }
    }

    /** When clients come: all at once, or evenly at random over a time. */
    public record Arrivals(TimeSpan over) {
        public Arrivals {
            over = BadValue.orElse(over, TimeSpan.of(Duration.ZERO));
        }
    }

    /**
     * What goes wrong.
     *
     * @param kill some clients are killed and started again
     * @param cacheDies a cache's host vanishes from the network
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Events(Kill kill, CacheDies cacheDies) {}

    /**
     * kill -9.
     *
     * @param percent of the clients, rounded down, at least one
     * @param atPercent of the patch that the victim has received
     * @param restartAfter the kill
     */
    public record Kill(Integer percent, Integer atPercent, TimeSpan restartAfter) {
        public Kill {
            percent = BadValue.inRange("percent", percent, 20, 1, MAX_PERCENT);
            atPercent = BadValue.inRange("atPercent", atPercent, 50, 1, MAX_PERCENT);
            restartAfter = BadValue.orElse(restartAfter, TimeSpan.parse("5s"));
        }
    }

    /**
     * Neither FIN nor RST.
     *
     * @param domain whose cache it is; the first is 0
     * @param atPercent of what its clients need together
     */
    public record CacheDies(Integer domain, Integer atPercent) {
        public CacheDies {
            domain = BadValue.inRange("domain", domain, 0, 0, Domains.MAX_DOMAINS);
            atPercent = BadValue.inRange("atPercent", atPercent, 50, 1, MAX_PERCENT);
        }
    }

    /**
     * What the operator chooses.
     *
     * @param cachesFeedEachOther true: the source sends a cache to another that has a segment before it serves itself; false: only when it has no slot
     * @param crossingPercent of a domain's segments that clients may be sent for beyond it, when its own uplinks hold them up
     */
    public record Policies(Boolean cachesFeedEachOther, Integer crossingPercent) {
        public Policies {
            cachesFeedEachOther = BadValue.orElse(cachesFeedEachOther, true);
            crossingPercent = BadValue.inRange("crossingPercent", crossingPercent, 5, 0, MAX_PERCENT);
        }
    }

    public Scenario {
        name = BadValue.required("name", name, "a text such as lab-a");
        seed = BadValue.orElse(seed, 1);
        patch = BadValue.orElse(patch, new Patch(null, null, null));
        source = BadValue.orElse(source, new Source(null, null));
        domains = BadValue.orElse(domains, new Domains(null, null, null, null, null, null, null, null, null));
        links = BadValue.orElse(links, new Links(null, null, null, null, null, null));
        arrivals = BadValue.orElse(arrivals, new Arrivals(null));
        events = BadValue.orElse(events, new Events(null, null));
        policies = BadValue.orElse(policies, new Policies(null, null));
        limit = BadValue.orElse(limit, TimeSpan.parse("10min"));
        apart = BadValue.orElse(apart, false);
        if (apart && (events.kill() != null || events.cacheDies() != null || policies.crossingPercent() > 0)) {
            throw new BadValue(
                    "apart",
                    true,
                    "without events, and with policies.crossingPercent 0: domains know nothing of each other");
        }
        if (events.cacheDies() != null && events.cacheDies().domain() >= domains.count()) {
            throw new BadValue("events.cacheDies.domain", events.cacheDies().domain(), "0 to " + (domains.count() - 1));
        }
    }

    /** The same with another seed. */
    public Scenario withSeed(int other) {
        return new Scenario(name, other, patch, source, domains, links, arrivals, events, policies, limit, apart);
    }
}
