package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code patchwave keys ceremony}. */
@Command(
        name = "ceremony",
        mixinStandardHelpOptions = true,
        description = {
            "Walks you through the making of a repository: explains each step, asks, and confirms before anything is written.",
            "The same as 'keys init', which is for those who know what they want."
        },
        footer = {"", "Example:", "  patchwave keys ceremony --directory repository"})
final class CeremonyCommand extends KeysWork {
    @Mixin
    private RepositoryOptions repository;

    @Override
    void run(PrintWriter out) throws Exception {
        var dialogue = new TerminalDialogue();
        if (!dialogue.isPossible()) {
            throw new RepositoryProblem("a ceremony needs a person at a terminal; 'patchwave keys init' needs none");
        }
        new Ceremony(dialogue, repository).hold();
    }
}
