package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.Held;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code patchwave keys timestamp}: what cron does. */
@Command(
        name = "timestamp",
        mixinStandardHelpOptions = true,
        description = {
            "Signs a fresh timestamp, and a fresh snapshot when its life is half over. Needs the online keys only.",
            "Run it several times in the life of a timestamp. It warns of roles that expire within 30 days."
        },
        footer = {"", "Example:", "  patchwave keys timestamp --directory repository --quiet"})
final class TimestampCommand extends KeysWork {
    private static final Duration WARNING = Duration.ofDays(30);

    @Mixin
    private RepositoryOptions repository;

    @Option(names = "--quiet", description = "Tell of nothing but what a person must do.")
    private boolean quiet;

    @Override
    void run(PrintWriter out) throws Exception {
        repository.work(workshop -> {
            var writes = workshop.publish(workshop.edition().wake());
            if (!quiet) {
                new Report(out).written(writes);
            }
            warn(workshop, out);
            return null;
        });
    }

    private static void warn(Workshop workshop, PrintWriter out) throws IOException, RepositoryProblem {
        var state = workshop.state();
        state.root().map(Held::body).map(RootBody::expires).ifPresent(expires -> warn("root", expires, workshop, out));
        state.targets().forEach((role, held) -> warn(role, held.body().expires(), workshop, out));
    }

    private static void warn(String role, Instant expires, Workshop workshop, PrintWriter out) {
        if (expires.isBefore(workshop.now().plus(WARNING))) {
            out.println(
                    "warning: role " + role + " expires at " + expires + "; run 'patchwave keys renew " + role + "'");
        }
    }
}
