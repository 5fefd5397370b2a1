package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.release.Digest;
import dev.patchwave.status.RoleStatus;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.disk.LabRepository;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A source that follows the repository beside it, serves it, and keeps its timestamp fresh. */
class OwnRepositoryTest extends RunningSource {
    @Test
    void onlyWhatTheRepositoryVouchesForIsPublished() throws Exception {
        LabRepository lab = follow(Instant.now());
        SignedManifest signed = new ManifestSigner(key).sign(manifest());
        assertEquals(403, put("/v1/releases/" + RELEASE + "/manifest", signed.envelope()));

        lab.vouchFor(signed, List.of(), Instant.now());

        publish();
        assertEquals("published", status().releases().getFirst().state());
    }

    @Test
    void metadataAndTargetsAreServedAndNothingElse() throws Exception {
        LabRepository lab = follow(Instant.now());
        SignedManifest signed = new ManifestSigner(key).sign(manifest());
        lab.vouchFor(signed, List.of(), Instant.now());

        var root = ask("/v1/tuf/1.root.json");
        assertArrayEquals(Files.readAllBytes(lab.root()), root.body());
        assertEquals(
                Optional.of("public, max-age=31536000, immutable"),
                root.headers().firstValue("Cache-Control"));
        assertEquals(
                Optional.of("no-store"), ask("/v1/tuf/timestamp.json").headers().firstValue("Cache-Control"));
        assertEquals(200, ask("/v1/tuf/2.snapshot.json").statusCode());
        String target = "/v1/tuf/targets/" + RELEASE.product() + "/" + Digest.of(signed.envelope()) + "."
                + RELEASE.version() + ".manifest";
        assertArrayEquals(signed.envelope(), ask(target).body());
        for (String path : List.of(
                "/v1/tuf/2.root.json",
                "/v1/tuf/root.json",
                "/v1/tuf/..%2F..%2Fkeys%2Flock",
                "/v1/tuf/%2e%2e%2f1.root.json",
                "/v1/tuf/targets/..%2F..%2Fkeys/" + lab.keys().getFileName(),
                "/v1/tuf/targets/" + RELEASE.product() + "/..%2Fx.manifest")) {
            assertEquals(404, ask(path).statusCode(), path);
        }
    }

    @Test
    void anExpiredTimestampIsRenewedAndTheStatusSaysUntilWhen() throws Exception {
        follow(Instant.now().minus(Duration.ofDays(2)));

        await().until(() -> status().repository().stream()
                .filter(role -> role.role().equals("timestamp"))
                .map(RoleStatus::expires)
                .map(Instant::parse)
                .anyMatch(expires -> expires.isAfter(Instant.now().plus(Duration.ofHours(20)))));
    }

    /** Starts the source again with a repository that was made then. */
    private LabRepository follow(Instant made) throws Exception {
        var lab = LabRepository.make(
                directory.resolve("repository"), List.of(RELEASE.product()), Lifetimes.standard(), made);
        trust = Optional.of(new TrustRepository(
                lab.root().toString(), lab.directory().toString(), lab.keys().toString()));
        restart();
        return lab;
    }

    private HttpResponse<byte[]> ask(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(java.net.URI.create(source.httpUri() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
