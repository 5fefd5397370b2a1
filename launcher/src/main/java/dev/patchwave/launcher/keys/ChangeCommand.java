package dev.patchwave.launcher.keys;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.Delegate;
import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.TargetsBody;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Another set of keys for a role: by way of the next root, or of the targets role when the role is a product. */
abstract class ChangeCommand extends KeysWork {
    @Mixin
    RepositoryOptions repository;

    @Parameters(paramLabel = "ROLE", description = "root, targets, snapshot, timestamp, or a product.")
    String role;

    @Option(
            names = "--threshold",
            paramLabel = "N",
            description = "How many of the role's keys must sign from now on. Default: as many as now.")
    private Integer threshold;

    /** The role's keys as they are to be. */
    abstract KeySet changed(KeySet keys) throws RepositoryProblem;

    /** Those of a product that has none yet. */
    KeySet first() throws RepositoryProblem {
        throw new RepositoryProblem(
                "there is no role '" + role + "'; 'patchwave keys list' shows those that there are");
    }

    @Override
    final void run(PrintWriter out) throws Exception {
        Optional<TopLevelRole> top = topLevel();
        if (top.isEmpty()) {
            InitCommand.requireProduct(role);
        }
        repository.work(workshop -> {
            if (top.isPresent()) {
                changeRoot(workshop, top.get(), out);
            } else {
                changeDelegation(workshop, out);
            }
            return null;
        });
    }

    private void changeRoot(Workshop workshop, TopLevelRole top, PrintWriter out)
            throws IOException, RepositoryProblem {
        RootBody root = workshop.latestRoot();
        var next = workshop.changeRoot(root.with(top, changed(root.keysOf(top))));
        new Report(out).root(next, workshop.repository().draftFile());
    }

    private void changeDelegation(Workshop workshop, PrintWriter out) throws IOException, RepositoryProblem {
        TargetsBody targets = workshop.state().saidBy(TARGETS);
        Optional<Delegate> delegate = targets.delegate(role);
        Delegate changed = delegate.isPresent()
                ? delegate.get().withKeys(changed(delegate.get().keys()))
                : Delegate.ofProduct(role, first());
        var edition = workshop.edition().change(TARGETS, targets.withDelegate(changed));
        new Report(out).written(workshop.publish(edition));
    }

    final OptionalInt threshold() {
        return threshold == null ? OptionalInt.empty() : OptionalInt.of(threshold);
    }

    /**
     * These keys with another one, which takes the place of {@code gone} if there is one.
     *
     * @param publicFile of a holder who brought it; null makes a new pair, but only for a change that can be
     */
    final KeySet with(KeySet keys, Optional<RoleKey> gone, Path publicFile) throws RepositoryProblem {
        RoleKey any = RoleKey.ed25519(PublisherKey.generate().publicKey());
        keys.change(role, gone, Optional.of(any), threshold());
        return keys.change(role, gone, Optional.of(incoming(publicFile)), threshold());
    }

    /** The holder's own public key, or a new key that is made here. */
    final RoleKey incoming(Path publicFile) {
        if (publicFile != null) {
            return RoleKey.ed25519(PublisherKey.readPublic(publicFile));
        }
        boolean online = topLevel().filter(Foundation::isOnline).isPresent();
        return online
                ? repository.keyDirectory().createPlain(role)
                : repository
                        .keyDirectory()
                        .create(role, repository.passphrases().fresh("the new " + role + " key"));
    }

    /** The key that an id begins; the only one when none is named. */
    final RoleKey outgoing(KeySet keys, String id) throws RepositoryProblem {
        List<RoleKey> found = keys.keys().stream()
                .filter(key -> id == null || key.id().startsWith(id))
                .toList();
        if (found.size() != 1) {
            var ids = keys.keys().stream().map(RoleKey::shortId).toList();
            throw new RepositoryProblem("role " + role + " has " + found.size() + " keys"
                    + (id == null ? "; name one by --key" : " that begin with " + id) + ", allowed: " + ids);
        }
        return found.getFirst();
    }

    private Optional<TopLevelRole> topLevel() {
        for (TopLevelRole top : TopLevelRole.values()) {
            if (top.roleName().equals(role)) {
                return Optional.of(top);
            }
        }
        return Optional.empty();
    }
}
