package dev.patchwave.trust.tuf.repository.disk;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.trust.KeyFile;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.Signatory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The key files of one holder, or of a machine that signs by itself. Which role a key is for is told by metadata alone; the names of
 * files are for people.
 */
public final class KeyDirectory {
    private static final String PRIVATE_SUFFIX = ".pem";
    private static final String PUBLIC_SUFFIX = PRIVATE_SUFFIX + PublisherKey.PUBLIC_SUFFIX;

    private final Path directory;

    public KeyDirectory(Path directory) {
        this.directory = directory;
    }

    /** A fresh key under a passphrase, in a file named after {@code role}. */
    public RoleKey create(String role, char[] passphrase) {
        PublisherKey pair = PublisherKey.generate();
        file(role, pair).write(pair, passphrase);
        return Signatory.of(pair).key();
    }

    /** A fresh key that this machine uses without a person. */
    public RoleKey createPlain(String role) {
        PublisherKey pair = PublisherKey.generate();
        file(role, pair).writePlain(pair);
        return Signatory.of(pair).key();
    }

    /** The private keys that lie here, by the ids of their public halves. @throws ConfigProblem when the directory cannot be read */
    public Map<String, KeyFile> files() {
        var files = new TreeMap<String, KeyFile>();
        for (Path half : publicHalves()) {
            String name = half.getFileName().toString();
            Path file = half.resolveSibling(name.substring(0, name.length() - PublisherKey.PUBLIC_SUFFIX.length()));
            if (Files.isRegularFile(file)) {
                files.put(RoleKey.ed25519(PublisherKey.readPublic(half)).id(), new KeyFile(file));
            }
        }
        return files;
    }

    /**
     * Opens those of {@code wanted} that lie here.
     *
     * @return in their order; those that nobody knows the passphrase of are left out
     */
    public List<Signatory> unlock(Collection<RoleKey> wanted, Passphrases passphrases) {
        Map<String, KeyFile> files = files();
        var unlocked = new ArrayList<Signatory>();
        for (RoleKey key : wanted) {
            Optional.ofNullable(files.get(key.id()))
                    .flatMap(passphrases::open)
                    .map(Signatory::of)
                    .ifPresent(unlocked::add);
        }
        return unlocked;
    }

    private KeyFile file(String role, PublisherKey pair) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new ConfigProblem(directory, "cannot be made: " + FileTrouble.reason(e), e);
        }
        String id = Signatory.of(pair).key().shortId();
        return new KeyFile(directory.resolve(role + "-" + id + PRIVATE_SUFFIX));
    }

    private List<Path> publicHalves() {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (var all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(PUBLIC_SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigProblem(directory, "cannot be read: " + FileTrouble.reason(e), e);
        }
    }
}
