package dev.patchwave.source.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.BitRate;
import dev.patchwave.config.HostPort;
import dev.patchwave.config.HttpDoor;
import dev.patchwave.config.HttpTls;
import dev.patchwave.config.Secret;
import dev.patchwave.config.SipDoor;
import dev.patchwave.config.SipTls;
import dev.patchwave.config.StoreConfig;
import dev.patchwave.config.TrustChoice;
import dev.patchwave.http.Dscp;
import dev.patchwave.http.Problem;
import dev.patchwave.http.SenderCheck;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.DigestAlgorithm;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.source.core.AddressPrefix;
import dev.patchwave.source.core.CampaignLimits;
import dev.patchwave.source.core.PaceLimits;
import dev.patchwave.source.ims.ImsCore;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.token.TokenClaims;
import dev.patchwave.transfer.SwarmOrigin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that a source is told by its file; defaults are filled in here.
 *
 * @param dataDirectory for releases and state; created on first start, used by one source at a time
 * @param uplink the most that it sends, pushes and answers together
 * @param slots transfers at once; by default what suits the uplink
 * @param subscribers who may register, with their passwords: clients, caches and admins alike
 * @param subscribersFile a YAML file of the same list under {@code subscribers}, for the many
 * @param admins who may order what
 * @param domains the areas of the network, and how their members are told
 * @param defaultDomain of whoever fits no table; by default the first domain
 * @param publisherKeys PEM files of the publishers that it believes; or else {@code trust}, the repository that it follows and serves
 * @param publisherCertificateNames DNS names or URIs of the certificates of those who may publish; none: whatever is believed
 * @param tokens who may fetch is proven by tokens; none: everybody may
 * @param keptTransferRecordDays older transfer records are deleted
 * @param store how much of the disk releases take
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceConfig(
        Sip sip,
        Http http,
        String dataDirectory,
        BitRate uplink,
        Integer slots,
        List<Subscriber> subscribers,
        String subscribersFile,
        Admins admins,
        List<Domain> domains,
        String defaultDomain,
        List<String> publisherKeys,
        List<String> publisherCertificateNames,
        TrustRepository trust,
        Campaigns campaigns,
        Tokens tokens,
        Integer keptTransferRecordDays,
        StoreConfig store) {
    private static final List<String> HTTP_SCHEMES = List.of("http", "https");
    private static final int MAX_SLOTS = 1_024;
    private static final int MAX_KEPT_DAYS = 3_660;

    /**
     * How it speaks SIP.
     *
     * @param listen an address of this host, no wildcard; port 0 takes any free one
     * @param home the home domain, which is also the realm of digest authentication
     * @param service the service identity; by default {@code sip:software@home}
     * @param digest algorithms that are offered, of SHA-256, SHA-512-256 and MD5; those that read only the first challenge of several (RFC
     *     8760 came late) need a list of one
     * @param adminService where admins send their orders; by default {@code sip:software-admin@home}
     * @param mode {@code standalone}: its own registrar; {@code ims}: an application server behind an S-CSCF
     * @param trusted address blocks of the core's CSCFs, in {@code ims} mode: what they assert is believed
     * @param nextHop SIP URI of the core, in {@code ims} mode, for what the source sends outside dialogs
     * @param tls SIP over TLS beside UDP and TCP; none speaks none
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Sip(
            HostPort listen,
            String home,
            String service,
            String adminService,
            List<String> digest,
            String mode,
            List<String> trusted,
            String nextHop,
            SipTls tls,
            SipDoor limits) {
        private static final int MAX_HOME_CHARS = 190;
        private static final String STANDALONE = "standalone";
        private static final String IMS = "ims";

        public Sip {
            limits = BadValue.orElse(limits, SipDoor.DEFAULT);
            mode = BadValue.orElse(mode, STANDALONE);
            trusted = listOf(trusted);
            if (!mode.equals(STANDALONE) && !mode.equals(IMS)) {
                throw new BadValue("mode", mode, STANDALONE + " or " + IMS);
            }
            if (mode.equals(IMS)) {
                requireCore(trusted, nextHop);
            } else if (!trusted.isEmpty() || nextHop != null) {
                throw new BadValue("mode", mode, IMS + ", where trusted and nextHop are given");
            }
            listen = BadValue.orElse(listen, new HostPort("127.0.0.1", 5060));
            String allowed = "a home domain such as op.example";
            if (!BadValue.required("home", home, allowed).matches("[A-Za-z0-9.-]{1," + MAX_HOME_CHARS + "}")) {
                throw new BadValue("home", home, allowed);
            }
            service = identity("service", BadValue.orElse(service, "sip:software@" + home));
            adminService = identity("adminService", BadValue.orElse(adminService, "sip:software-admin@" + home));
            digest = digest == null ? List.of("SHA-256", "MD5") : List.copyOf(digest);
            String known = "a list of SHA-256, SHA-512-256 and MD5";
            if (digest.isEmpty()) {
                throw BadValue.missing("digest", known);
            }
            for (String algorithm : digest) {
                if (DigestAlgorithm.ofToken(algorithm).isEmpty()) {
                    throw new BadValue("digest", algorithm, known);
                }
            }
        }

        private static void requireCore(List<String> trusted, String nextHop) {
            if (trusted.isEmpty()) {
                throw BadValue.missing("trusted", "addresses of the core's CSCFs such as 192.0.2.20 or 192.0.2.16/28");
            }
            for (String block : trusted) {
                checked("trusted", block, "an address block such as 192.0.2.16/28", AddressPrefix::parse);
            }
            checked("nextHop", nextHop, "a SIP URI such as sip:192.0.2.21:5060;transport=tcp", SipUri::parse);
        }

        /** The core that it stands behind; empty in standalone mode. */
        Optional<ImsCore> core() {
            return mode.equals(IMS)
                    ? Optional.of(new ImsCore(
                            trusted.stream().map(AddressPrefix::parse).toList(), nextHop, home))
                    : Optional.empty();
        }

        List<DigestAlgorithm> algorithms() {
            return digest.stream()
                    .flatMap(name -> DigestAlgorithm.ofToken(name).stream())
                    .toList();
        }
    }

    /**
     * Where it serves.
     *
     * @param publicUri how others reach it, where that differs from {@code listen}
     * @param maxConnections open at a time
     * @param tls HTTP by TLS instead of plain, and whom to trust; none serves plain
     * @param dscp how packets of the data plane are marked
     * @param limits how much one address may ask
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Http(
            HostPort listen, URI publicUri, Integer maxConnections, HttpTls tls, Dscp dscp, HttpDoor limits) {
        public Http {
            listen = BadValue.orElse(listen, new HostPort("127.0.0.1", 8480));
            publicUri = publicUri == null ? null : httpUri("publicUri", publicUri);
            maxConnections = BadValue.inRange("maxConnections", maxConnections, 4_096, 1, 100_000);
            dscp = BadValue.orElse(dscp, Dscp.LE);
            limits = BadValue.orElse(limits, HttpDoor.DEFAULT);
        }
    }

    /** Who may register. */
    public record Subscriber(String identity, Secret password) {
        public Subscriber {
            identity = SourceConfig.identity("identity", identity);
            password = BadValue.required("password", password, "the password of " + identity);
        }
    }

    /** What a {@code subscribersFile} holds. */
    public record SubscriberList(List<Subscriber> subscribers) {
        public SubscriberList {
            subscribers = listOf(subscribers);
        }
    }

    /**
     * An area of the network.
     *
     * @param caches that stand in it, the preferred first
     * @param addresses blocks such as {@code 10.1.0.0/16}
     * @param cells prefixes of cell ids as P-Access-Network-Info has them
     * @param visitedNetworks values of P-Visited-Network-ID
     * @param beyond names of other domains where tokens of its clients are good too; none: in all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Domain(
            String name,
            List<Cache> caches,
            List<String> addresses,
            List<String> cells,
            List<String> visitedNetworks,
            List<String> beyond) {
        public Domain {
            name = checked("name", name, "1 to 63 characters of a-z, 0-9, . and -", DomainId::new);
            caches = listOf(caches);
            addresses = listOf(addresses);
            for (String block : addresses) {
                checked("addresses", block, "address blocks such as 10.1.0.0/16", AddressPrefix::parse);
            }
            cells = listOf(cells);
            visitedNetworks = listOf(visitedNetworks);
            if (beyond != null) {
                beyond = List.copyOf(beyond);
                if (beyond.size() >= TokenClaims.MAX_DOMAINS) {
                    throw new BadValue(
                            "beyond", beyond.size(), "at most " + (TokenClaims.MAX_DOMAINS - 1) + " domains");
                }
            }
        }

        DomainId id() {
            return new DomainId(name);
        }
    }

    /**
     * A cache of a domain.
     *
     * @param name its holder id, as its own configuration has it
     * @param identity it registers and subscribes as
     * @param uri base of its data plane, as clients of the domain reach it
     * @param certificateName a DNS name or URI of its certificate, by which it proves itself where TLS is on; by default its name
     */
    public record Cache(String name, String identity, URI uri, String certificateName) {
        public Cache {
            name = checked("name", name, "1 to 80 characters of A-Z, a-z, 0-9, . _ : and -", HolderId::new);
            identity = SourceConfig.identity("identity", identity);
            uri = httpUri("uri", uri);
            certificateName = BadValue.orElse(certificateName, name);
        }

        HolderId id() {
            return new HolderId(name);
        }
    }

    /**
     * How campaigns treat the network.
     *
     * @param signalsPerSecond at full speed
     * @param maxSignalsInFlight that wait for their answer
     * @param maxOpen campaigns at a time
     */
    public record Campaigns(Integer signalsPerSecond, Integer maxSignalsInFlight, Integer maxOpen) {
        public Campaigns {
            CampaignLimits usual = CampaignLimits.DEFAULT;
            signalsPerSecond = BadValue.inRange(
                    "signalsPerSecond", signalsPerSecond, usual.pace().signalsPerSecond(), 1, 100_000);
            maxSignalsInFlight = BadValue.inRange(
                    "maxSignalsInFlight", maxSignalsInFlight, usual.pace().maxInFlight(), 1, 100_000);
            maxOpen = BadValue.inRange("maxOpen", maxOpen, usual.maxOpenCampaigns(), 1, 100_000);
        }

        CampaignLimits limits() {
            return CampaignLimits.DEFAULT
                    .withPace(new PaceLimits(signalsPerSecond, maxSignalsInFlight))
                    .withMaxOpenCampaigns(maxOpen);
        }
    }

    public SourceConfig {
        store = BadValue.orElse(store, StoreConfig.usual());
        sip = BadValue.required("sip", sip, "the SIP section");
        http = BadValue.orElse(http, new Http(null, null, null, null, null, null));
        dataDirectory = BadValue.required("dataDirectory", dataDirectory, "a directory");
        uplink = BadValue.orElse(uplink, BitRate.UNLIMITED);
        slots = slots == null ? null : BadValue.inRange("slots", slots, 0, 1, MAX_SLOTS);
        subscribers = listOf(subscribers);
        admins = BadValue.orElse(admins, Admins.NOBODY);
        domains = listOf(domains);
        if (domains.isEmpty()) {
            throw BadValue.missing("domains", "at least one domain");
        }
        requireDifferent("domains", domains.stream().map(Domain::name).toList());
        requireDifferent("caches", caches(domains).stream().map(Cache::name).toList());
        requireDifferent("caches", caches(domains).stream().map(Cache::identity).toList());
        defaultDomain = BadValue.orElse(defaultDomain, domains.getFirst().name());
        List<String> names = domains.stream().map(Domain::name).toList();
        if (!names.contains(defaultDomain)) {
            throw new BadValue("defaultDomain", defaultDomain, "one of " + names);
        }
        publisherKeys = TrustChoice.publisherKeys(publisherKeys, trust);
        publisherCertificateNames = listOf(publisherCertificateNames);
        if (!publisherCertificateNames.isEmpty() && !asksWhoConnects(http)) {
            throw new BadValue(
                    "publisherCertificateNames",
                    publisherCertificateNames,
                    "none without http.tls of certificate, key and trust");
        }
        for (Domain domain : domains) {
            for (String other : listOf(domain.beyond())) {
                if (!names.contains(other)) {
                    throw new BadValue("beyond", other, "one of " + names);
                }
            }
        }
        campaigns = BadValue.orElse(campaigns, new Campaigns(null, null, null));
        keptTransferRecordDays =
                BadValue.inRange("keptTransferRecordDays", keptTransferRecordDays, 92, 1, MAX_KEPT_DAYS);
    }

    private static boolean asksWhoConnects(Http http) {
        return http.tls() != null && http.tls().asksWhoConnects();
    }

    /** Who may publish, beside what signatures say. */
    SenderCheck publishers() {
        return publisherCertificateNames.isEmpty()
                ? SenderCheck.anybody()
                : SenderCheck.namedOneOf(publisherCertificateNames);
    }

    /** Who may report as one of our caches: whoever proves to be it, or anybody where nobody is asked for a proof. */
    SwarmOrigin.Admittance reporters() {
        if (!asksWhoConnects(http)) {
            return (report, request) -> Optional.empty();
        }
        Map<HolderId, SenderCheck> checks = caches(domains).stream()
                .collect(Collectors.toMap(Cache::id, cache -> SenderCheck.named(cache.certificateName())));
        return (report, request) -> checks.containsKey(report.member())
                ? checks.get(report.member()).refusal(request)
                : Optional.of(Problem.response(403, "no cache of ours has this name"));
    }

    private static List<Cache> caches(List<Domain> domains) {
        return domains.stream().flatMap(domain -> domain.caches().stream()).toList();
    }

    static void requireDifferent(String key, List<String> values) {
        var seen = new TreeSet<String>();
        for (String value : values) {
            if (!seen.add(value)) {
                throw new BadValue(key, value, "each name and identity once");
            }
        }
    }

    static String identity(String key, String value) {
        return checked(key, value, "a SIP identity such as sip:alice@op.example", SubscriberId::new);
    }

    private static URI httpUri(String key, URI value) {
        String allowed = "http://host:port or https://host:port";
        if (!HTTP_SCHEMES.contains(
                        String.valueOf(BadValue.required(key, value, allowed).getScheme()))
                || value.getHost() == null) {
            throw new BadValue(key, value, allowed);
        }
        return value;
    }

    private static String checked(String key, String value, String allowed, Function<String, ?> reader) {
        BadValue.required(key, value, allowed);
        try {
            if (reader.apply(value) == null) {
                throw new BadValue(key, value, allowed);
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw new BadValue(key, value, allowed);
        }
    }

    static <T> List<T> listOf(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
