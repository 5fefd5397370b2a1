package dev.patchwave.launcher.keys;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.tuf.TopLevelRole;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code patchwave keys init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a repository: the keys that nobody brought, the first root, and empty targets.",
            "An existing repository or key is never overwritten."
        },
        footer = {
            "",
            "Example:",
            "  patchwave keys init --directory repository --threshold root=2/3 --public root=bob.pem.pub --product ims-client"
        })
final class InitCommand extends KeysWork {
    @Mixin
    private RepositoryOptions repository;

    @Option(
            names = "--threshold",
            paramLabel = "ROLE=N[/M]",
            converter = {RoleConverter.class, Quorum.Converter.class},
            description = "How many of how many keys sign a role: root=2/3. May be repeated. Default: 1 of 1.")
    private Map<TopLevelRole, Quorum> quorums = Map.of();

    @Option(
            names = "--public",
            paramLabel = "ROLE=FILE",
            description = "A public key that its holder made elsewhere ('keys make'); one key less is made here."
                    + " May be repeated.")
    private List<String> brought = List.of();

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            description = "A product whose releases are signed by a key of its own. May be repeated.")
    private List<String> products = List.of();

    @Override
    void run(PrintWriter out) throws Exception {
        products.forEach(InitCommand::requireProduct);
        var root = new Foundation(quorums, keysByRole(), products).lay(repository);
        out.println("repository  " + repository.directory);
        out.println("keys        " + repository.keysPath() + "; take those of root and targets offline");
        new Report(out).root(root, repository.directory.resolve("draft").resolve("root.json"));
    }

    /** @throws IllegalArgumentException unless a role may be named after it */
    static void requireProduct(String product) {
        new ReleaseId(product, "1");
        for (TopLevelRole role : TopLevelRole.values()) {
            if (role.roleName().equals(product)) {
                throw new IllegalArgumentException("product '" + product + "' has the name of a top-level role");
            }
        }
    }

    private Map<TopLevelRole, List<Path>> keysByRole() {
        return brought.stream()
                .map(InitCommand::split)
                .collect(Collectors.groupingBy(
                        pair -> new RoleConverter().convert(pair[0]),
                        Collectors.mapping(pair -> Path.of(pair[1]), Collectors.toList())));
    }

    private static String[] split(String pair) {
        String[] parts = pair.split("=", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "--public '" + pair + "': allowed is ROLE=FILE such as root=bob.pem.pub");
        }
        return parts;
    }
}
