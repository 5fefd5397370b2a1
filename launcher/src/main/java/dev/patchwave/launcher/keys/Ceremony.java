package dev.patchwave.launcher.keys;

import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RootDraft;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** The questions of a first ceremony, one step after the other; nothing is written before the last one is answered by yes. */
final class Ceremony {
    private static final int STEPS = 5;

    private final Dialogue dialogue;
    private final RepositoryOptions options;

    Ceremony(Dialogue dialogue, RepositoryOptions options) {
        this.dialogue = dialogue;
        this.options = options;
    }

    void hold() throws IOException, RepositoryProblem {
        if (RepositoryDirectory.isBegun(options.directory)) {
            throw new RepositoryProblem(options.directory + ": is a repository already; choose another directory");
        }
        step(1, "What you are about to make", """
                A repository vouches for releases. Its root says which keys may sign what. Whoever holds enough root
                keys decides what every client believes, for years: hold this ceremony on a machine without network,
                with all holders in the room, and keep a record of the key ids.""");
        Quorum root = rootQuorum();
        List<Path> brought = brought(root);
        List<String> products = products();
        step(4, "The machine that publishes", """
                Snapshot and timestamp are signed without a person, several times a day: their keys are not encrypted,
                readable by their owner alone. Whoever steals both can hide news from clients until the keys are
                rotated or the targets expire, but can make nobody install what the targets do not vouch for.""");
        step(5, "Passphrases", """
                You will be asked for one for each key that is made here: first those of root, each by its own holder,
                then that of targets, then those of products. A forgotten passphrase is a lost key.""");
        summary(root, brought, products);
        if (!dialogue.confirms("Make it now?")) {
            dialogue.tell("Nothing was written.");
            return;
        }
        finish(foundation(root, brought, products).lay(options));
    }

    private Quorum rootQuorum() {
        step(2, "The holders of the root", """
                Two of three is a good choice: one key may be lost, and one may be stolen, without harm.""");
        return asked("How many of how many holders must sign the root", "2/3", new Quorum.Converter()::convert);
    }

    /** Public keys of holders that are not here; at most as many as there are holders. */
    private List<Path> brought(Quorum root) {
        dialogue.tell("A holder who is elsewhere makes a key there by 'patchwave keys make', and sends its .pub file.");
        var files = new ArrayList<Path>();
        while (files.size() < root.keys()) {
            String said = dialogue.ask("A .pub file of another holder (empty: the others are here)", "");
            if (said.isEmpty()) {
                break;
            }
            try {
                PublisherKey.readPublic(Path.of(said));
                files.add(Path.of(said));
            } catch (dev.patchwave.config.ConfigProblem e) {
                dialogue.tell(e.getMessage());
            }
        }
        return files;
    }

    private List<String> products() {
        step(3, "Products", """
                Each product may have a key of its own. Then the targets key stays offline too, and a stolen product
                key harms that product alone. Without, the targets key signs every release.""");
        return asked("Products, with spaces between (empty: none)", "", said -> {
            List<String> names = said.isBlank() ? List.of() : List.of(said.split(" +"));
            names.forEach(InitCommand::requireProduct);
            return names;
        });
    }

    private void summary(Quorum root, List<Path> brought, List<String> products) {
        dialogue.tell("");
        dialogue.tell("To be made:");
        dialogue.tell("  repository  " + options.directory);
        dialogue.tell("  keys        " + options.keysPath());
        dialogue.tell("  root        " + root.threshold() + " of " + root.keys() + ", " + brought.size()
                + " of them brought by their holders");
        dialogue.tell("  products    " + (products.isEmpty() ? "none" : String.join(", ", products)));
    }

    private static Foundation foundation(Quorum root, List<Path> brought, List<String> products) {
        var quorums = new EnumMap<TopLevelRole, Quorum>(TopLevelRole.class);
        quorums.put(TopLevelRole.ROOT, root);
        return new Foundation(quorums, Map.of(TopLevelRole.ROOT, brought), products);
    }

    private void finish(RootDraft root) {
        dialogue.tell("");
        RootSummary.of(root).forEach(dialogue::tell);
        dialogue.tell(root.progress());
        dialogue.tell("What is left to do:");
        if (!root.isComplete()) {
            dialogue.tell(
                    "  - Carry draft/root.json to the other holders ('patchwave keys sign'); it is no root before.");
        }
        dialogue.tell("  - Give each root holder the key file and take it away from this machine; so too targets.");
        dialogue.tell("  - Ship public/metadata/1.root.json with every client.");
        dialogue.tell("  - Let cron run 'patchwave keys timestamp', and a web server serve what is in 'public'.");
    }

    private <T> T asked(String question, String standard, Function<String, T> reading) {
        while (true) {
            try {
                return reading.apply(dialogue.ask(question, standard));
            } catch (TypeConversionException | IllegalArgumentException e) {
                dialogue.tell(e.getMessage());
            }
        }
    }

    private void step(int number, String title, String text) {
        dialogue.tell("");
        dialogue.tell("Step " + number + " of " + STEPS + ": " + title);
        text.lines().forEach(dialogue::tell);
    }
}
