package dev.patchwave.client.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.client.core.BackOff;
import dev.patchwave.client.core.SharingPolicy;
import dev.patchwave.client.core.UpgradePolicy;
import dev.patchwave.client.core.UpgradePolicy.Offers;
import dev.patchwave.client.disk.HealthCheck;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.BitRate;
import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.HostPort;
import dev.patchwave.config.HttpTls;
import dev.patchwave.config.Secret;
import dev.patchwave.config.SipTls;
import dev.patchwave.config.StoreConfig;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.config.TokenUse;
import dev.patchwave.config.TrustChoice;
import dev.patchwave.http.Dscp;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.aka.AkaConfig;
import dev.patchwave.signal.sip.CredentialSource;
import dev.patchwave.signal.sip.SipCredentials;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.trust.follow.FollowedRepository;
import dev.patchwave.trust.follow.ListedPublishers;
import dev.patchwave.trust.follow.ShippedRoot;
import dev.patchwave.trust.follow.Trust;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that a client is told by its file; defaults are filled in here.
 *
 * @param dataDirectory for segments and state; created on first start, used by one client at a time
 * @param product whose releases it takes, e.g. {@code ims-client}; the {@code model} of its subscription
 * @param initialVersion what the device runs before any upgrade
 * @param source base of the source's data plane, {@code http://host:port} or {@code https://host:port}, for resume; none goes without
 * @param publisherKeys PEM files of the publishers that it believes; or else {@code trust}, the repository that it follows
 * @param uplink the most that it sends to peers
 * @param downlink the most that it receives
 * @param background how both give way to the user's own traffic
 * @param tokens fetch tokens, shown and checked; none: none are shown, and every peer is served
 * @param offers {@code accept}: an offered release is taken at once; {@code ask}: it waits for the user
 * @param store how much of the disk releases take
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientConfig(
        Sip sip,
        Http http,
        String dataDirectory,
        String product,
        String vendor,
        String initialVersion,
        URI source,
        List<String> publisherKeys,
        TrustRoot trust,
        BitRate uplink,
        BitRate downlink,
        Background background,
        Share share,
        Device device,
        Install install,
        TokenUse tokens,
        String offers,
        Limits limits,
        StoreConfig store) {
    private static final String ACCEPT = "accept";
    private static final String ASK = "ask";
    private static final Duration SHORTEST_EXPIRES = Duration.ofMinutes(1);

    /**
     * The repository that it follows.
     *
     * @param root the root that was shipped with it, a file such as {@code 1.root.json}
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
     * @param service the service identity, e.g. {@code sip:software@op.example}; only what it says is obeyed
     * @param identity the subscriber's public identity, e.g. {@code sip:alice@op.example}
     * @param username for digest authentication; by default the identity without its scheme
     * @param password for digest authentication; or else {@code passwordFile}, whose first line it is, or else {@code aka}
     * @param expires what is asked for, registration and subscription; the network may grant less
     * @param maxNotifyRate notifications a second at most that the service is asked for (RFC 6446), above 0
     * @param accessNetworkInfo the value of P-Access-Network-Info, where the device knows it
     * @param retryBase after a failed registration or subscription twice this is waited, then doubled (RFC 5626 4.5); short only in a lab
     * @param retryMax the longest such wait
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
            BigDecimal maxNotifyRate,
            String accessNetworkInfo,
            TimeSpan retryBase,
            TimeSpan retryMax,
            SipTls tls) {
        public Sip {
            retryBase = BadValue.orElse(retryBase, TimeSpan.parse("30s"));
            retryMax = BadValue.orElse(retryMax, TimeSpan.parse("30min"));
            if (!retryBase.duration().isPositive() || retryMax.duration().compareTo(retryBase.duration()) < 0) {
                throw new BadValue("retryMax", retryMax, "retryBase (above 0) or more");
            }
            listen = BadValue.orElse(listen, new HostPort("127.0.0.1", 0));
            service = sipUri("service", service);
            checked("identity", identity, "a SIP identity such as sip:alice@op.example", SubscriberId::new);
            if (proxy != null) {
                proxy = sipUri("proxy", proxy);
                registrar = BadValue.orElse(
                        registrar, "sip:" + SipUri.parse(identity).host());
            }
            registrar = sipUri("registrar", registrar);
            username = BadValue.orElse(username, identity.substring(identity.indexOf(':') + 1));
            new CredentialSource(password, passwordFile, aka);
            expires = BadValue.orElse(expires, TimeSpan.parse("1d"));
            if (expires.duration().compareTo(SHORTEST_EXPIRES) < 0) {
                throw new BadValue("expires", expires, "1min or more");
            }
            if (maxNotifyRate != null && maxNotifyRate.signum() <= 0) {
                throw new BadValue("maxNotifyRate", maxNotifyRate, "notifications a second, above 0, such as 0.0167");
            }
        }

        private static String sipUri(String key, String value) {
            checked(key, value, "a SIP URI such as sip:127.0.0.1:5060", SipUri::parse);
            return value;
        }

        /**
         * What it proves itself with.
         *
         * @throws ConfigProblem when the password's file cannot be read
         * @throws IOException when the card's file cannot be read
         */
        SipCredentials credentials(Path dataDirectory) throws IOException {
            return new CredentialSource(password, passwordFile, aka).read(username, dataDirectory);
        }
    }

    /**
     * Where it serves peers and tells its state.
     *
     * @param listen port 0 takes any free one
     * @param dscp how packets to and from caches and peers are marked
     * @param tls HTTP over TLS, with peers too; none serves plain HTTP
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Http(HostPort listen, Dscp dscp, ClientTls tls) {
        public Http {
            listen = BadValue.orElse(listen, new HostPort("127.0.0.1", 0));
            dscp = BadValue.orElse(dscp, Dscp.LE);
        }

        HttpTls connecting() {
            return tls == null ? null : tls.connecting();
        }

        boolean servesByTls() {
            return tls != null && tls.peers();
        }
    }

    /**
     * How a release is put to use.
     *
     * @param directory of the installed versions; by default {@code install} in the data directory
     * @param healthCheck command and arguments; none takes every version to be healthy
     * @param keepVersions beside the current one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Install(
            String directory, List<String> healthCheck, TimeSpan healthCheckTimeout, Integer keepVersions) {
        public Install {
            healthCheck = healthCheck == null ? List.of() : List.copyOf(healthCheck);
            healthCheckTimeout = BadValue.orElse(healthCheckTimeout, TimeSpan.parse("30s"));
            if (!healthCheckTimeout.duration().isPositive()) {
                throw new BadValue("healthCheckTimeout", healthCheckTimeout, "1ms or more");
            }
            keepVersions = BadValue.inRange("keepVersions", keepVersions, 1, 0, 100);
        }

        HealthCheck check() {
            return new HealthCheck(healthCheck, healthCheckTimeout.duration());
        }
    }

    /**
     * What it takes on at once.
     *
     * @param concurrentFetches segments fetched at once
     * @param peerSlots segments served to peers at once; by default what the uplink feeds
     * @param stallPatience how long a download may gain nothing before it pauses
     * @param maxSpread the longest random wait that is obeyed
     * @param retryAttempts how often in a row an unreachable manifest or swarm is tried
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limits(
            Integer concurrentFetches,
            Integer peerSlots,
            TimeSpan stallPatience,
            TimeSpan maxSpread,
            Integer retryAttempts,
            TimeSpan retryBase,
            TimeSpan retryMax) {
        public Limits {
            concurrentFetches = BadValue.inRange("concurrentFetches", concurrentFetches, 8, 1, 64);
            if (peerSlots != null) {
                peerSlots = BadValue.inRange("peerSlots", peerSlots, 4, 1, 256);
            }
            stallPatience = BadValue.orElse(stallPatience, TimeSpan.parse("5min"));
            maxSpread = BadValue.orElse(maxSpread, TimeSpan.parse("1d"));
            retryAttempts = BadValue.inRange("retryAttempts", retryAttempts, 12, 1, 1000);
            retryBase = BadValue.orElse(retryBase, TimeSpan.parse("1s"));
            retryMax = BadValue.orElse(retryMax, TimeSpan.parse("1min"));
            if (!retryBase.duration().isPositive() || retryMax.duration().compareTo(retryBase.duration()) < 0) {
                throw new BadValue("retryMax", retryMax, "retryBase (above 0) or more");
            }
        }
    }

    public ClientConfig {
        store = BadValue.orElse(store, StoreConfig.usual());
        sip = BadValue.required("sip", sip, "the SIP section");
        http = BadValue.orElse(http, new Http(null, null, null));
        dataDirectory = BadValue.required("dataDirectory", dataDirectory, "a directory");
        vendor = BadValue.orElse(vendor, "Patchwave");
        initialVersion = BadValue.orElse(initialVersion, "0");
        checkRelease(product, initialVersion);
        boolean known = source == null || "http".equals(source.getScheme()) || "https".equals(source.getScheme());
        if (!known || (source != null && source.getHost() == null)) {
            throw new BadValue("source", source, "http://host:port or https://host:port");
        }
        publisherKeys = TrustChoice.publisherKeys(publisherKeys, trust);
        uplink = BadValue.orElse(uplink, BitRate.UNLIMITED);
        downlink = BadValue.orElse(downlink, BitRate.UNLIMITED);
        background = BadValue.orElse(background, new Background(null, null, null, null));
        share = BadValue.orElse(share, new Share(null, null, null, null, null, null, null));
        device = BadValue.orElse(device, new Device(null, null, null, null));
        install = BadValue.orElse(install, new Install(null, null, null, null));
        offers = BadValue.orElse(offers, ACCEPT);
        if (!offers.equals(ACCEPT) && !offers.equals(ASK)) {
            throw new BadValue("offers", offers, ACCEPT + " or " + ASK);
        }
        limits = BadValue.orElse(limits, new Limits(null, null, null, null, null, null, null));
    }

    /** The base of the source's data plane; empty when the client goes without resume by the source. */
    Optional<URI> sourceUri() {
        return Optional.ofNullable(source);
    }

    /** Whom it believes. @throws ConfigProblem when a key or the shipped root cannot be read */
    Trust.Opening belief(Clock clock) {
        if (trust == null) {
            Trust listed = ListedPublishers.read(publisherKeys);
            return () -> listed;
        }
        var shipped = ShippedRoot.read(Path.of(trust.root()));
        return () -> FollowedRepository.openPeer(trustPath(), shipped, clock);
    }

    /** What is believed of the repository, where one is followed. */
    Path trustPath() {
        return dataPath().resolve("tuf");
    }

    Path dataPath() {
        return Path.of(dataDirectory);
    }

    Path installPath() {
        return install.directory() == null ? dataPath().resolve("install") : Path.of(install.directory());
    }

    UpgradePolicy upgradePolicy() {
        var retry = new BackOff(limits.retryBase().duration(), limits.retryMax().duration(), limits.retryAttempts());
        return new UpgradePolicy(
                offers.equals(ASK) ? Offers.ASK : Offers.ACCEPT,
                limits.maxSpread().duration(),
                retry,
                UpgradePolicy.standard().maxInstalls());
    }

    SharingPolicy sharingPolicy() {
        return share.policy(uplink);
    }

    /** How many peers are served at once. */
    ServingSlots.Limits servingLimits() {
        return ServingSlots.Limits.of(
                uplink.bitsPerSecond(), Manifest.DEFAULT_SEGMENT_SIZE_BYTES, limits.peerSlots(), 1);
    }

    DownloadLimits downloadLimits() {
        var usual = DownloadLimits.defaults();
        return new DownloadLimits(
                limits.concurrentFetches(),
                Math.min(usual.fetchesPerHolder(), limits.concurrentFetches()),
                usual.lookahead(),
                usual.minReportInterval(),
                usual.reportPatience(),
                usual.pushPatience(),
                background.patience(usual.fetchPatience(), downlink, limits.concurrentFetches()),
                usual.originPatience(),
                usual.rungBudgets(),
                usual.maxRest(),
                usual.minRetryAfter(),
                usual.maxRetryAfter());
    }

    private static void checkRelease(String product, String version) {
        BadValue.required("product", product, "1 to 63 characters of a-z, 0-9 and -");
        checked("product", product, "1 to 63 characters of a-z, 0-9 and -", name -> new ReleaseId(name, "0"));
        checked(
                "initialVersion",
                version,
                "1 to 63 characters of 0-9, A-Z, a-z and . _ + -",
                text -> new ReleaseId(product, text));
    }

    private static void checked(String key, String value, String allowed, Consumer<String> reader) {
        BadValue.required(key, value, allowed);
        try {
            reader.accept(value);
        } catch (IllegalArgumentException e) {
            throw new BadValue(key, value, allowed);
        }
    }
}
