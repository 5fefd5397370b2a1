package dev.patchwave.launcher.keys;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.KeyFile;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.Body;
import dev.patchwave.trust.tuf.repository.Delegate;
import dev.patchwave.trust.tuf.repository.Held;
import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RepositoryState;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.RootDraft;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code patchwave keys list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows every role with its keys, its expiry, and which private keys are at hand.")
final class ListCommand extends KeysWork {
    @Mixin
    private RepositoryOptions repository;

    @Override
    void run(PrintWriter out) throws Exception {
        repository.work(workshop -> {
            list(workshop, out);
            return null;
        });
    }

    private void list(Workshop workshop, PrintWriter out) throws IOException, RepositoryProblem {
        RepositoryState state = workshop.state();
        Optional<RootDraft> draft = workshop.repository().draft();
        RootBody root = state.root()
                .or(() -> draft.map(RootDraft::draft))
                .map(Held::body)
                .orElseThrow();
        Map<String, KeyFile> files = workshop.keys().files();
        for (TopLevelRole role : TopLevelRole.values()) {
            role(role.roleName(), published(state, role), root.keysOf(role), files, out);
        }
        for (Delegate delegate : state.saidBy(TARGETS).delegates()) {
            role(delegate.role(), Optional.of(state.saidBy(delegate.role())), delegate.keys(), files, out);
        }
        draft.ifPresent(
                waiting -> new Report(out).root(waiting, workshop.repository().draftFile()));
    }

    private static Optional<? extends Body> published(RepositoryState state, TopLevelRole role) {
        return switch (role) {
            case ROOT -> state.root().map(Held::body);
            case TARGETS -> Optional.ofNullable(state.targets().get(TARGETS)).map(Held::body);
            case SNAPSHOT -> state.snapshot().map(Held::body);
            case TIMESTAMP -> state.timestamp().map(Held::body);
        };
    }

    private static void role(
            String name, Optional<? extends Body> body, KeySet keys, Map<String, KeyFile> files, PrintWriter out) {
        String what = body.map(said -> "version " + said.version() + ", expires " + said.expires())
                .orElse("not published");
        out.printf(
                "%-12s %d of %d keys, %s%n", name, keys.threshold(), keys.keys().size(), what);
        keys.keys().forEach(key -> out.println("  " + key.id() + "  " + where(files.get(key.id()))));
    }

    private static String where(KeyFile file) {
        if (file == null) {
            return "not here";
        }
        return file.file() + (file.isEncrypted() ? ", encrypted" : "");
    }
}
