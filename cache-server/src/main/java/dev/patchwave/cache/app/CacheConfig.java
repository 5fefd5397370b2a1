package dev.patchwave.cache.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.BitRate;
import dev.patchwave.config.ByteSize;
import dev.patchwave.config.HostPort;
import dev.patchwave.config.HttpDoor;
import dev.patchwave.config.HttpTls;
import dev.patchwave.config.ScrubConfig;
import dev.patchwave.config.Secret;
import dev.patchwave.config.SipTls;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.config.TokenUse;
import dev.patchwave.config.TrustChoice;
import dev.patchwave.http.Dscp;
import dev.patchwave.http.SenderCheck;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.aka.AkaConfig;
import dev.patchwave.signal.sip.CredentialSource;
import dev.patchwave.signal.sip.ServiceIdentity;
import dev.patchwave.signal.sip.SipCredentials;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.store.StoreLimits;
import dev.patchwave.swarm.HolderId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Everything that a cache is told by its file; defaults are filled in here.
 *
 * @param name its holder id, as the source's configuration names it, e.g. {@code cache-1}
 * @param domain the area that it serves
 * @param dataDirectory for segments; created on first start, used by one cache at a time
 * @param source base of the source's data plane
 * @param sourceCertificateName a DNS name or URI of the source's certificate: who shows it may push; without TLS anybody may
 * @param publisherKeys PEM files of the publishers that it believes; or else {@code trust}, the repository that it follows and mirrors
 * @param uplink the most that it sends, to clients and other caches together
 * @param slots transfers at once; by default what suits the uplink
 * @param dialsBack clients are sent to those only whom it reached itself; false believes whoever says that it serves
 * @param tokens fetch tokens, shown and checked; none: none are shown, and everybody is served
 * @param keptReleasesPerProduct older ones make room for newer ones
 * @param store how much of the disk its releases take
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CacheConfig(
        String name,
        String domain,
        Sip sip,
        Http http,
        String dataDirectory,
        URI source,
        String sourceCertificateName,
        List<String> publisherKeys,
        TrustRoot trust,
        BitRate uplink,
        Integer slots,
        Boolean dialsBack,
        TokenUse tokens,
        Integer keptReleasesPerProduct,
        Store store) {
    private static final int MAX_SLOTS = 1_024;
    private static final int MAX_KEPT_RELEASES = 100;
    private static final Duration SHORTEST_EXPIRES = Duration.ofMinutes(1);

    /**
     * The repository that it follows, and mirrors for its clients.
     *
     * @param root a file such as {@code 1.root.json}: the oldest that a client of it was shipped with
     */
    public record TrustRoot(String root) {
        public TrustRoot {
            root = BadValue.required("root", root, "the shipped root of a repository, such as 1.root.json");
        }
    }

    /**
     * How it speaks SIP.
     *
     * @param listen an address of this host, no wildcard; port 0 takes any free one
     * @param proxy the P-CSCF of an IMS network, e.g. {@code sip:192.0.2.10:5060;transport=tcp}; none is standalone
     * @param registrar where REGISTER goes, e.g. {@code sip:127.0.0.1:5060}; with a proxy the home domain, by default the identity's
     * @param service the service identity; only what it says is obeyed
     * @param identity the cache's own, e.g. {@code sip:cache-1@op.example}
     * @param username for digest authentication; by default the identity without its scheme
     * @param password for digest authentication; or else {@code passwordFile}, whose first line it is, or else {@code aka}
     * @param expires what is asked for, registration and subscription; the network may grant less
     * @param tls SIP over TLS, which {@code ;transport=tls} of the proxy or registrar wants; none speaks none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sip(
            HostPort listen,
            String proxy,
            String registrar,
            String service,
            String identity,
            String username,
            Secret password,
            String passwordFile,
            AkaConfig aka,
            TimeSpan expires,
            SipTls tls) {
        public Sip {
            listen = BadValue.orElse(listen, new HostPort("127.0.0.1", 0));
            service = checked("service", service, "a SIP identity such as sip:software@op.example", SubscriberId::new);
            identity =
                    checked("identity", identity, "a SIP identity such as sip:cache-1@op.example", SubscriberId::new);
            if (proxy != null) {
                proxy = checked("proxy", proxy, "a SIP URI such as sip:192.0.2.10:5060", SipUri::parse);
                registrar = BadValue.orElse(
                        registrar, "sip:" + SipUri.parse(identity).host());
            }
            registrar = checked("registrar", registrar, "a SIP URI such as sip:127.0.0.1:5060", SipUri::parse);
            username = BadValue.orElse(username, identity.substring(identity.indexOf(':') + 1));
            new CredentialSource(password, passwordFile, aka);
            expires = BadValue.orElse(expires, TimeSpan.parse("1d"));
            if (expires.duration().compareTo(SHORTEST_EXPIRES) < 0) {
                throw new BadValue("expires", expires, "1min or more");
            }
        }

        /**
         * What it proves itself with.
         *
         * @throws dev.patchwave.config.ConfigProblem when the password's file cannot be read
         * @throws IOException when the card's file cannot be read
         */
        SipCredentials credentials(Path dataDirectory) throws IOException {
            return new CredentialSource(password, passwordFile, aka).read(username, dataDirectory);
        }

        /** Whose fill orders are obeyed. @throws IOException when the host that it registers with is not known */
        ServiceIdentity serviceIdentity() throws IOException {
            return proxy == null ? ServiceIdentity.at(registrar, service) : ServiceIdentity.assertedBy(proxy, service);
        }
    }

    /**
     * Where it serves.
     *
     * @param maxConnections open at a time
     * @param tls HTTP by TLS instead of plain, and whom to trust; none serves plain
     * @param dscp how packets of the data plane are marked
     * @param limits how much one address may ask
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Http(HostPort listen, Integer maxConnections, HttpTls tls, Dscp dscp, HttpDoor limits) {
        public Http {
            listen = BadValue.orElse(listen, new HostPort("127.0.0.1", 8481));
            maxConnections = BadValue.inRange("maxConnections", maxConnections, 4_096, 1, 100_000);
            dscp = BadValue.orElse(dscp, Dscp.LE);
            limits = BadValue.orElse(limits, HttpDoor.DEFAULT);
        }
    }

    /**
     * How much of its disk it takes, what it lets go, and how it looks after the rest.
     *
     * @param quota of all releases together; by default the disk but the reserve
     * @param highWatermarkPercent of what releases may take: above it some are let go
     * @param lowWatermarkPercent of it: down to there
     * @param reserve of the file system, left free for journals, logs and state; by default 2 % of it, at most 1 GiB
     * @param pinned releases that are never let go, as {@code product@version}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Store(
            ByteSize quota,
            Integer highWatermarkPercent,
            Integer lowWatermarkPercent,
            ByteSize reserve,
            List<String> pinned,
            ScrubConfig scrub) {
        public Store {
            highWatermarkPercent = BadValue.inRange(
                    "highWatermarkPercent", highWatermarkPercent, StoreLimits.DEFAULT.highPercent(), 1, 100);
            lowWatermarkPercent = BadValue.inRange(
                    "lowWatermarkPercent",
                    lowWatermarkPercent,
                    Math.min(highWatermarkPercent, StoreLimits.DEFAULT.lowPercent()),
                    1,
                    highWatermarkPercent);
            pinned = pinned == null ? List.of() : List.copyOf(pinned);
            pinned.forEach(
                    release -> checked("pinned", release, "a release such as ims-client@4.2.1", ReleaseId::parse));
            scrub = BadValue.orElse(scrub, ScrubConfig.usual());
        }

        /** The defaults. */
        static Store usual() {
            return new Store(null, null, null, null, null, null);
        }

        StoreLimits limits() {
            return StoreLimits.of(
                    Optional.ofNullable(quota),
                    highWatermarkPercent,
                    lowWatermarkPercent,
                    Optional.ofNullable(reserve));
        }

        Set<ReleaseId> pinnedReleases() {
            return pinned.stream().map(ReleaseId::parse).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    public CacheConfig {
        store = BadValue.orElse(store, Store.usual());
        name = checked("name", name, "1 to 80 characters of A-Z, a-z, 0-9, . _ : and -", HolderId::new);
        domain = checked("domain", domain, "1 to 63 characters of a-z, 0-9, . and -", DomainId::new);
        sip = BadValue.required("sip", sip, "the SIP section");
        http = BadValue.orElse(http, new Http(null, null, null, null, null));
        dataDirectory = BadValue.required("dataDirectory", dataDirectory, "a directory");
        source = BadValue.required("source", source, "the source's address such as http://127.0.0.1:8480");
        boolean known = "http".equals(source.getScheme()) || "https".equals(source.getScheme());
        if (!known || source.getHost() == null) {
            throw new BadValue("source", source, "http://host:port or https://host:port");
        }
        sourceCertificateName = BadValue.orElse(sourceCertificateName, "source");
        if (sourceCertificateName.isBlank()) {
            throw new BadValue("sourceCertificateName", sourceCertificateName, "a DNS name or URI");
        }
        publisherKeys = TrustChoice.publisherKeys(publisherKeys, trust);
        uplink = BadValue.orElse(uplink, BitRate.UNLIMITED);
        slots = slots == null ? null : BadValue.inRange("slots", slots, 0, 1, MAX_SLOTS);
        dialsBack = BadValue.orElse(dialsBack, true);
        keptReleasesPerProduct =
                BadValue.inRange("keptReleasesPerProduct", keptReleasesPerProduct, 2, 1, MAX_KEPT_RELEASES);
    }

    /** Who may push. */
    SenderCheck senders() {
        return http.tls() != null && http.tls().asksWhoConnects()
                ? SenderCheck.named(sourceCertificateName)
                : SenderCheck.anybody();
    }

    /** Where what is believed of a repository lies, and what is served of it. */
    Path trustPath() {
        return dataPath().resolve("tuf");
    }

    Path dataPath() {
        return Path.of(dataDirectory);
    }

    private static String checked(String key, String value, String allowed, Consumer<String> reader) {
        try {
            reader.accept(BadValue.required(key, value, allowed));
            return value;
        } catch (BadValue e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadValue(key, value, allowed);
        }
    }
}
