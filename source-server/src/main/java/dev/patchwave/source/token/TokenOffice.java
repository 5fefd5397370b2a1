package dev.patchwave.source.token;

import dev.patchwave.http.Credentials;
import dev.patchwave.http.ReleaseRequest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.token.KeyRing;
import dev.patchwave.token.TokenClaims;
import dev.patchwave.token.TokenClaims.Rank;
import dev.patchwave.token.TokenKey;
import dev.patchwave.token.TokenKeyDirectory;
import dev.patchwave.token.TokenKeySet;
import dev.patchwave.token.TokenKeys;
import dev.patchwave.token.TokenMint;
import dev.patchwave.token.TokenSubject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mints the tokens of a source and publishes its keys. Looks at the directory of keys every {@value #LOOK_SECONDS} s, so a key can be added or withdrawn
 * while it runs. Any thread; minting takes some tens of microseconds.
 */
public final class TokenOffice implements TokenKeys, Credentials, AutoCloseable {
    static final int LOOK_SECONDS = 2;
    /** The source's own subject. */
    static final String SELF = "source";

    private static final int MAX_OWN_TOKENS = 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(TokenOffice.class);

    /** What is published at this moment. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Published(KeyRing ring, TokenKeySet set, byte[] text) {}

    private record Target(HolderId cache, ReleaseId release) {}

    private record Own(String token, Instant renewAt) {}

    private final TokenKeyDirectory directory;
    private final TokenTerms terms;
    private final Clock clock;
    private final CacheSites caches;
    private final Map<Target, Own> own = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("token-office").unstarted(task));
    private List<KeyRing.Dated> keys; // Of the thread, once it runs.
    private List<String> names;
    private volatile Published published;

    /**
     * Opens the office; where there is no key it makes the first.
     *
     * @param caches who is pushed to, and at which address
     * @throws dev.patchwave.config.ConfigProblem when a file of the directory holds no key
     * @throws IOException when the directory cannot be used
     */
    public static TokenOffice open(Path directory, TokenTerms terms, CacheSites caches, Clock clock)
            throws IOException {
        var keys = new TokenKeyDirectory(directory);
        if (keys.names().isEmpty()) {
            keys.add(clock.instant(), new SecureRandom());
        }
        var office = new TokenOffice(keys, terms, caches, clock);
        var unused = office.thread.scheduleWithFixedDelay(office::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return office;
    }

    private TokenOffice(TokenKeyDirectory directory, TokenTerms terms, CacheSites caches, Clock clock)
            throws IOException {
        this.directory = directory;
        this.terms = terms;
        this.caches = caches;
        this.clock = clock;
        this.names = directory.names();
        this.keys = directory.read();
        publish();
    }

    /** For a device in {@code home}. */
    public String forInstance(InstanceId instance, ReleaseId release, DomainId home) {
        return mint(subject(instance, release), Rank.FETCH, terms.domains(home), release);
    }

    /** For a cache's fetches: good in every domain, since caches feed each other. */
    public String forCache(CacheSite cache, ReleaseId release) {
        return mint(cache.id().value(), Rank.FETCH, List.of(cache.domain().value(), TokenClaims.EVERYWHERE), release);
    }

    /** For a cache's reports to us, which it shows to nobody else. */
    public String forReports(CacheSite cache, ReleaseId release) {
        return mint(cache.id().value(), Rank.CACHE, List.of(cache.domain().value()), release);
    }

    /** For our own pushes: good at the one cache that is shown it, which cannot push to another with it. */
    @Override
    public Optional<String> tokenFor(ReleaseRequest request) {
        return request.use() == ReleaseRequest.Use.PUSH
                ? cacheAt(request.uri()).map(cache -> pushing(cache, request.release()))
                : Optional.empty();
    }

    private String pushing(CacheSite cache, ReleaseId release) {
        var now = clock.instant();
        var known = own.get(new Target(cache.id(), release));
        if (known != null && now.isBefore(known.renewAt())) {
            return known.token();
        }
        if (own.size() >= MAX_OWN_TOKENS) {
            own.clear(); // They are made anew in no time.
        }
        String token = mint(SELF, Rank.PUSH, List.of(cache.id().value()), release);
        own.put(
                new Target(cache.id(), release),
                new Own(token, now.plus(terms.lifetime().dividedBy(2))));
        return token;
    }

    @Override
    public void refused(ReleaseRequest request) {
        cacheAt(request.uri()).ifPresent(cache -> own.remove(new Target(cache.id(), request.release())));
    }

    private Optional<CacheSite> cacheAt(URI uri) {
        return caches.all().stream()
                .filter(cache -> Objects.equals(cache.uri().getRawAuthority(), uri.getRawAuthority()))
                .findFirst();
    }

    /** Whether a subject that a token named is this instance. */
    public static boolean isOf(String subject, InstanceId instance, ReleaseId release) {
        return subject(instance, release).equals(subject);
    }

    private static String subject(InstanceId instance, ReleaseId release) {
        return TokenSubject.of(HolderId.of(instance), release);
    }

    /** The keys, signed: what {@code GET /v1/token-keys} answers. */
    public byte[] keySet() {
        return published.text().clone();
    }

    @Override
    public Found find(String keyId) {
        var key = published.set().keys().get(keyId);
        return key == null ? new Found.Unknown() : new Found.Known(key);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private String mint(String subject, Rank rank, List<String> domains, ReleaseId release) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var claims = new TokenClaims(terms.issuer(), subject, rank, domains, release, now, now.plus(terms.lifetime()));
        return TokenMint.mint(claims, published.ring().signing());
    }

    /** A file that cannot be read leaves everything as it was. */
    private void look() {
        try {
            var now = directory.names();
            if (!now.equals(names) && !now.isEmpty()) {
                keys = directory.read();
                names = now;
            }
            publish();
        } catch (IOException | RuntimeException e) {
            LOG.atError().addKeyValue("reason", e.getMessage()).log("token keys cannot be read");
        }
    }

    private void publish() {
        var now = clock.instant();
        var life = terms.lifetime().plus(terms.clockSkew());
        var ring = KeyRing.of(keys, now, terms.publishedBefore(), life);
        var before = published;
        boolean same = before != null
                && ids(before.ring()).equals(ids(ring))
                && !before.set().made().isAfter(now) // Unless the clock was ahead.
                && now.isBefore(before.set().made().plus(freshFor()));
        byte[] text = same ? before.text() : TokenKeySet.write(ring.published(), now, life);
        var set = same
                ? before.set()
                : TokenKeySet.read(text).trustedBy(id -> true).orElseThrow();
        published = new Published(ring, set, text);
        if (before != null
                && !before.ring().signing().id().equals(ring.signing().id())) {
            own.clear();
            LOG.atInfo().log("another token key signs from now on");
        }
    }

    private Duration freshFor() {
        return terms.lifetime().dividedBy(20);
    }

    private static List<String> ids(KeyRing ring) {
        return ring.published().stream().map(TokenKey::id).toList();
    }
}
