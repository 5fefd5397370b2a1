package dev.patchwave.tools;

import static dev.patchwave.tools.SmallNetwork.CACHE;
import static dev.patchwave.tools.SmallNetwork.CLIENT;
import static dev.patchwave.tools.SmallNetwork.DOMAIN;
import static dev.patchwave.tools.SmallNetwork.SOURCE;

import dev.patchwave.launcher.demo.Configurations;
import dev.patchwave.status.RoleStatus;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.disk.LabRepository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All three programs, as processes, believe a repository and nothing else. */
class FollowTest {
    private static final TestPatch PATCH = TestPatch.of(1_500_000, 31);
    private static final String[] PROGRAMS = {SOURCE, CACHE, CLIENT};

    @TempDir
    private Path directory;

    @Test
    void aReleaseThatTheRepositoryVouchesForReachesTheClient() throws Exception {
        var lab = LabRepository.make(
                directory.resolve("repository"),
                List.of(Configurations.PRODUCT),
                Lifetimes.standard(),
                Instant.now().minusSeconds(60 * 60 * 18)); // So old that the source has to renew it.
        try (var network = new SmallNetwork(directory.resolve("network"))) {
            follow(network, lab);
            network.start(PROGRAMS);

            Path patch = PATCH.writeTo(directory.resolve("patch"));
            publish(network, lab, patch).succeeded();
            network.force(SmallNetwork.release("1.0"), "--domain", DOMAIN).succeeded();
            network.awaitRelease(CLIENT, "1.0", held -> held.state().equals("installed") && held.digestEqual());
            network.awaitStatus(
                    CACHE,
                    status -> status.repository().stream()
                            .map(RoleStatus::role)
                            .toList()
                            .equals(List.of(Configurations.PRODUCT, "root", "snapshot", "targets", "timestamp")));
            stop(network, lab).succeeded();
            network.awaitRelease(SOURCE, "1.0", held -> held.state().equals("stopped"));
        }
    }

    private static void follow(SmallNetwork network, LabRepository lab) throws Exception {
        String listed = "publisherKeys: ['"
                + PublisherKey.publicFile(network.deployment().configurations().privateKey())
                + "']";
        String root = "root: '" + lab.root() + "'";
        network.edit(CACHE, listed, "trust: {" + root + "}").edit(CLIENT, listed, "trust: {" + root + "}");
        network.edit(SOURCE, "roles: [operator]", "roles: [operator, emergency]");
        network.edit(
                SOURCE,
                listed,
                "trust: {" + root + ", repository: '" + lab.directory() + "', onlineKeys: '" + lab.keys() + "'}");
    }

    private static Run publish(SmallNetwork network, LabRepository lab, Path patch) throws Exception {
        return network.patchwave(
                "publish",
                patch.toString(),
                "--product",
                Configurations.PRODUCT,
                "--version",
                "1.0",
                "--source",
                network.deployment().uri(SOURCE).toString(),
                "--key",
                network.deployment().configurations().privateKey().toString(),
                "--repository",
                lab.directory().toString());
    }

    private static Run stop(SmallNetwork network, LabRepository lab) throws Exception {
        var words = new ArrayList<>(List.of("stop", "--release", SmallNetwork.release("1.0")));
        words.addAll(List.of("--key", lab.key(Configurations.PRODUCT).toString()));
        words.addAll(network.deployment().configurations().adminArguments());
        return network.patchwave(words.toArray(String[]::new));
    }
}
