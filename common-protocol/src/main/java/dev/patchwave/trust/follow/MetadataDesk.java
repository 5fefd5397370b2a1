package dev.patchwave.trust.follow;

import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.trust.ManifestCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * {@code /v1/tuf}: metadata of a repository as it lies on disk, to whoever asks. What is asked for must look exactly like a name that a
 * repository of ours has; no other file is ever looked for. Metadata are sent from the disk at the uplink's pace, as segments are. Any
 * thread.
 */
public final class MetadataDesk {
    private static final Pattern PRODUCT = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern MANIFEST = Pattern.compile("[0-9a-f]{64}\\.[0-9A-Za-z._+-]{1,63}\\.manifest");
    private static final String NEVER_CHANGES = "public, max-age=31536000, immutable";
    private static final String CHANGES = "no-store";

    private final MetadataFiles metadata;
    private final Optional<Path> targets;

    private MetadataDesk(MetadataFiles metadata, Optional<Path> targets) {
        this.metadata = metadata;
        this.targets = targets;
    }

    /** Of the public part of a repository: metadata and targets. */
    public static MetadataDesk ofRepository(Path publicFiles) {
        return new MetadataDesk(MetadataFiles.ofRepository(publicFiles), Optional.of(publicFiles.resolve("targets")));
    }

    /** Of what a {@link FollowedRepository} in that directory serves on: metadata. */
    public static MetadataDesk ofMirror(Path directory) {
        return new MetadataDesk(new MetadataFiles(FollowedRepository.served(directory)), Optional.empty());
    }

    /** Adds its routes, those of targets where there are any. */
    public void addTo(Router router) {
        addTo(router, UnaryOperator.identity());
    }

    /**
     * As the other.
     *
     * @param door decides who is answered, before any file is looked for
     */
    public void addTo(Router router, UnaryOperator<Route> door) {
        router.get("/v1/tuf/{file}", door.apply(this::metadata));
        if (targets.isPresent()) {
            router.get("/v1/tuf/targets/{product}/{file}", door.apply(request -> target(targets.get(), request)));
        }
    }

    private CompletionStage<Response> metadata(Request request) {
        String name = request.variable("file");
        try {
            var file = metadata.open(name);
            boolean changes = name.equals(MetadataFiles.TIMESTAMP);
            return Route.done(
                    file.isPresent() ? cached(Response.file(200, "application/json", file.get()), changes) : nothing());
        } catch (IOException e) {
            return Route.done(Problem.response(503, "metadata cannot be read now"));
        }
    }

    private static CompletionStage<Response> target(Path targets, Request request) {
        String product = request.variable("product");
        String file = request.variable("file");
        try {
            boolean known =
                    PRODUCT.matcher(product).matches() && MANIFEST.matcher(file).matches();
            Optional<byte[]> bytes = known
                    ? MetadataFiles.read(targets.resolve(product).resolve(file), ManifestCodec.MAX_ENVELOPE_BYTES)
                    : Optional.empty();
            return Route.done(bytes.map(some -> cached(Response.bytes(200, "application/octet-stream", some), false))
                    .orElseGet(MetadataDesk::nothing));
        } catch (IOException e) {
            return Route.done(Problem.response(503, "targets cannot be read now"));
        }
    }

    private static Response cached(Response found, boolean changes) {
        return found.with("Cache-Control", changes ? CHANGES : NEVER_CHANGES);
    }

    /** The next root is asked for again and again until it is there. */
    private static Response nothing() {
        return Problem.response(404, "no such file in the repository").with("Cache-Control", CHANGES);
    }
}
