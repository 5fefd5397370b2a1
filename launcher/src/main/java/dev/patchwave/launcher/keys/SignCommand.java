package dev.patchwave.launcher.keys;

import dev.patchwave.store.DurableFiles;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.RootDraft;
import dev.patchwave.trust.tuf.repository.SignedFile;
import dev.patchwave.trust.tuf.repository.disk.KeyDirectory;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code patchwave keys sign}: the holders' part of a ceremony. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = {
            "Adds signatures to a root under way. A holder signs a FILE that was brought, with keys in --keys and no repository.",
            "At the repository it adds the keys that are here, takes back what was signed elsewhere, and publishes when that is enough."
        },
        footer = {
            "",
            "Examples:",
            "  patchwave keys sign root.json --keys /media/bob --trusted 1.root.json",
            "  patchwave keys sign --directory repository --merge root.json"
        })
final class SignCommand extends KeysWork {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The draft of a root; it is signed where it lies.")
    private Path file;

    @Option(names = "--directory", paramLabel = "DIR", description = "The repository, instead of FILE.")
    private Path directory;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Where your private keys lie. Default: the repository's.")
    private Path keys;

    @Option(
            names = "--trusted",
            paramLabel = "ROOT",
            description =
                    "With FILE: the root that is published, so that keys sign which it alone names, and changes are shown.")
    private Path trusted;

    @Option(names = "--merge", paramLabel = "FILE", description = "With --directory: the draft as it came back.")
    private Path returned;

    @Option(names = "--yes", description = "Sign without asking whether what is shown is what you want.")
    private boolean yes;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file whose first line opens your keys. Default: PATCHWAVE_PASSPHRASE, else you are asked.")
    private Path passphraseFile;

    private final Dialogue dialogue = new TerminalDialogue();

    @Override
    void run(PrintWriter out) throws Exception {
        if ((file == null) == (directory == null)) {
            throw new IllegalArgumentException("give a FILE that was brought, or the --directory of the repository");
        }
        if (file == null) {
            signAtRepository(out);
        } else {
            signElsewhere(out);
        }
    }

    private void signAtRepository(PrintWriter out) throws IOException, RepositoryProblem, TufProblem {
        try (var repository = RepositoryDirectory.open(directory)) {
            RootDraft draft = repository
                    .draft()
                    .orElseThrow(() -> new RepositoryProblem(directory + ": no root waits for signatures"));
            if (returned != null) {
                draft = draft.merge(SignedFile.read(read(returned)));
            }
            confirm(draft, out);
            var here = new KeyDirectory(keys == null ? RepositoryDirectory.keys(directory) : keys);
            var workshop = new Workshop(
                    repository,
                    here,
                    OperatorPassphrases.of(passphraseFile, dialogue),
                    Lifetimes.standard(),
                    Instant.now());
            new Report(out).root(workshop.advance(draft), repository.draftFile());
        }
    }

    private void signElsewhere(PrintWriter out) throws IOException, RepositoryProblem, TufProblem {
        if (keys == null) {
            throw new IllegalArgumentException("--keys: say where your private keys lie");
        }
        Optional<RootBody> before =
                trusted == null ? Optional.empty() : Optional.of(RootBody.read(SignedFile.read(read(trusted))));
        RootDraft draft = RootDraft.read(before, read(file));
        confirm(draft, out);
        var signatories =
                new KeyDirectory(keys).unlock(draft.wanted(), OperatorPassphrases.of(passphraseFile, dialogue));
        if (signatories.isEmpty()) {
            throw new RepositoryProblem(
                    keys + ": holds no key whose signature this root still needs; needed are " + draft.wanted());
        }
        RootDraft signed = draft.signedBy(signatories);
        DurableFiles.replace(file, signed.draft().file().bytes());
        signatories.forEach(
                signatory -> out.println("signed by " + signatory.key().id()));
        out.println(signed.progress());
    }

    private void confirm(RootDraft draft, PrintWriter out) throws RepositoryProblem {
        RootSummary.of(draft).forEach(out::println);
        out.flush();
        if (!yes && !dialogue.isPossible()) {
            throw new RepositoryProblem(
                    "nobody is at the terminal to confirm what is signed; --yes signs without asking");
        }
        if (!yes && !dialogue.confirms("Is this what you agreed on?")) {
            throw new RepositoryProblem("nothing was signed");
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(TopLevelRole.ROOT.maxBytes());
        }
    }
}
