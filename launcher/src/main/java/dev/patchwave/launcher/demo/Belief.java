package dev.patchwave.launcher.demo;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whose releases the programs of a {@link Deployment} believe: the publisher's whose key they list, or those that a repository vouches for, which is
 * made for this deployment.
 *
 * @param repository where {@code keys init} makes it; empty for none
 * @param publicKey of the publisher
 * @param passphrase of the repository's encrypted keys: made up, and forgotten with this process
 */
record Belief(Optional<Path> repository, Path publicKey, String passphrase) {
    static Belief of(Set<Safeguard> safeguards, Path repository, Path publicKey) {
        var random = new SecureRandom();
        var passphrase = new UUID(random.nextLong(), random.nextLong());
        return new Belief(
                Optional.of(repository).filter(made -> safeguards.contains(Safeguard.TRUST)),
                publicKey,
                passphrase.toString());
    }

    /** The command that makes the repository. */
    Optional<List<String>> command() {
        return repository.map(made -> List.of("keys", "init", "--directory", made.toString()));
    }

    /** More options for {@code publish}. */
    List<String> publishOptions() {
        return repository.map(made -> List.of("--repository", made.toString())).orElse(List.of());
    }

    /** What the environment tells a command. */
    Map<String, String> environment() {
        return repository
                .map(made -> Map.of("PATCHWAVE_PASSPHRASE", passphrase))
                .orElse(Map.of());
    }

    /** A section of the source, which renews the timestamp. */
    String source() {
        return repository
                .map(made -> "trust: {root: '%s', repository: '%s', onlineKeys: '%s'}"
                        .formatted(root(made), made, made.resolve("keys")))
                .orElseGet(this::listed);
    }

    /** A section of a cache or client. */
    String member() {
        return repository
                .map(made -> "trust: {root: '%s'}".formatted(root(made)))
                .orElseGet(this::listed);
    }

    private String listed() {
        return "publisherKeys: ['%s']".formatted(publicKey);
    }

    private static Path root(Path repository) {
        return repository.resolve("public").resolve("metadata").resolve("1.root.json");
    }
}
