package dev.patchwave.benchmarks.lab;

import dev.patchwave.release.Manifest;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.conscrypt.Conscrypt;

/** One host of the lab; what is asked for is in the first word, everything else in the environment (see {@link LabHost}). */
public final class Lab {
    private Lab() {}

    /**
     * Runs one host until it is ended.
     *
     * @param words {@code prepare}, {@code warm}, {@code source [spare]}, {@code cache [spare]} or {@code client}
     */
    public static void main(String[] words) throws Exception {
        // The quick compiler, alone here so that two dozen programs share two cores, has no instruction for SHA-256;
        // the full one has.
        Security.insertProviderAt(Conscrypt.newProvider(), 1);
        switch (words[0]) {
            case "prepare" -> prepare(LabHost.sharedRun(), Path.of(LabHost.variable("FILE")));
            case "source" -> LabSource.run(LabHost.ofEnvironment(), words.length > 1);
            case "cache" -> LabCache.run(LabHost.ofEnvironment(), words.length > 1);
            case "warm" -> WarmUp.of(LabHost.ofEnvironment());
            case "client" -> LabClient.run(LabHost.ofEnvironment());
            default ->
                throw new IllegalArgumentException(
                        "'" + words[0] + "': expected prepare, warm, source, cache or client");
        }
    }

    /** Cuts and signs, as an operator does before the campaign. */
    private static void prepare(Path run, Path patch) throws Exception {
        var key = PublisherKey.generate();
        key.write(run.resolve("publisher.pem"));
        var published = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        var cutter = new PatchCutter(LabHost.RELEASE, 1, Manifest.DEFAULT_SEGMENT_SIZE_BYTES, published);
        var signed = new ManifestSigner(key).sign(cutter.cut(patch, bytes -> {}));
        Files.write(run.resolve("manifest.dsse.json"), signed.envelope());
    }
}
