package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code patchwave keys renew}. */
@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        description = "Signs a role anew with the keys that it has, so that it expires later.",
        footer = {"", "Example:", "  patchwave keys renew root --directory repository"})
final class RenewCommand extends KeysWork {
    @Mixin
    private RepositoryOptions repository;

    @Parameters(
            paramLabel = "ROLE",
            description = "root, targets or a product; the others are renewed by 'keys timestamp'.")
    private String role;

    @Override
    void run(PrintWriter out) throws Exception {
        repository.work(workshop -> {
            renew(workshop, new Report(out));
            return null;
        });
    }

    private void renew(Workshop workshop, Report report) throws IOException, RepositoryProblem {
        if (role.equals("root")) {
            var next = workshop.changeRoot(workshop.latestRoot());
            report.root(next, workshop.repository().draftFile());
            return;
        }
        var state = workshop.state();
        if (!state.targets().containsKey(role)) {
            throw new RepositoryProblem("role '" + role + "' cannot be renewed; allowed: root, "
                    + String.join(", ", state.targets().keySet()));
        }
        report.written(workshop.publish(workshop.edition().change(role, state.saidBy(role))));
    }
}
