package dev.patchwave.source.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSObject;
import dev.patchwave.http.ReleaseRequest;
import dev.patchwave.http.ReleaseRequest.Use;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.token.TokenSubject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cache is shown must be of no use to it elsewhere: it may be in an attacker's hands. */
class TokenOfficeTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    private static final CacheSite FIRST = site("cache-1", "area-1", 8481);
    private static final CacheSite SECOND = site("cache-2", "area-2", 8482);

    @TempDir
    Path directory;

    private TokenOffice office;

    @BeforeEach
    void open() throws IOException {
        var terms = new TokenTerms(
                "sip:software@op.example", Duration.ofHours(12), Duration.ofSeconds(30), Duration.ZERO, Map.of());
        var caches = new CacheSites(List.of(FIRST.domain(), SECOND.domain()), List.of(FIRST, SECOND));
        office = TokenOffice.open(directory.resolve("keys"), terms, caches, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void aPushShowsWhatIsGoodAtThatCacheAlone() throws ParseException {
        var first = pushedTo(FIRST);

        assertEquals("push", claim(first, "scope"));
        assertEquals("cache-1", claim(first, "aud"));
        assertEquals("cache-2", claim(pushedTo(SECOND), "aud"));
        assertEquals(first, pushedTo(FIRST), "made once");
    }

    @Test
    void nobodyElseIsShownAnything() {
        var stranger = URI.create("http://10.0.0.9:8481/v1/releases/" + RELEASE + "/segments/0");

        assertEquals(Optional.empty(), office.tokenFor(new ReleaseRequest(RELEASE, Use.PUSH, stranger)));
        assertEquals(Optional.empty(), office.tokenFor(new ReleaseRequest(RELEASE, Use.FETCH, segmentAt(FIRST))));
    }

    @Test
    void whatACacheShowsToOthersDoesNotSpeakForIt() throws ParseException {
        assertEquals("fetch", claim(office.forCache(FIRST, RELEASE), "scope"));
        assertEquals("cache", claim(office.forReports(FIRST, RELEASE), "scope"));
    }

    @Test
    void aDeviceIsNamedByAnotherPseudonymForEachRelease() throws ParseException {
        var device = new InstanceId(UUID.randomUUID());
        var home = FIRST.domain();

        assertNotEquals(
                claim(office.forInstance(device, RELEASE, home), "sub"),
                claim(office.forInstance(device, ReleaseId.parse("ims-client@4.2.2"), home), "sub"));
    }

    @Test
    void aDevicesTokenIsForItAndForNoOther() throws ParseException {
        var device = new InstanceId(UUID.randomUUID());
        String subject = claim(office.forInstance(device, RELEASE, FIRST.domain()), "sub")
                .toString();

        assertEquals(TokenSubject.of(HolderId.of(device), RELEASE), subject);
        assertTrue(TokenOffice.isOf(subject, device, RELEASE));
        assertFalse(TokenOffice.isOf(subject, new InstanceId(UUID.randomUUID()), RELEASE));
    }

    private String pushedTo(CacheSite cache) {
        return office.tokenFor(new ReleaseRequest(RELEASE, Use.PUSH, segmentAt(cache)))
                .orElseThrow();
    }

    private static URI segmentAt(CacheSite cache) {
        return cache.uri().resolve("/v1/releases/" + RELEASE + "/segments/0");
    }

    private static Object claim(String token, String name) throws ParseException {
        return JWSObject.parse(token).getPayload().toJSONObject().get(name);
    }

    private static CacheSite site(String name, String domain, int port) {
        return new CacheSite(
                new HolderId(name),
                new SubscriberId("sip:" + name + "@op.example"),
                new DomainId(domain),
                URI.create("http://10.0.0.1:" + port));
    }
}
