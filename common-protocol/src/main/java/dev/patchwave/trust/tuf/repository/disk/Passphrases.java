package dev.patchwave.trust.tuf.repository.disk;

import dev.patchwave.trust.KeyFile;
import dev.patchwave.trust.PublisherKey;
import java.util.List;
import java.util.Optional;

/** Whoever knows passphrases: a person at a terminal, or a file for automation. */
public interface Passphrases {
    /** Nobody: only keys without a passphrase can be opened. */
    static Passphrases none() {
        return new Passphrases() {
            @Override
            public List<char[]> known() {
                return List.of();
            }

            @Override
            public Optional<char[]> ask(String what) {
                return Optional.empty();
            }
        };
    }

    /** Those that were given already; each is tried before anybody is asked. */
    List<char[]> known();

    /**
     * Asks for one.
     *
     * @param what the key, for people
     * @return empty when there is nobody to ask, or the person wants to go without this key
     */
    Optional<char[]> ask(String what);

    /** Opens a key that may be encrypted. @return empty when nobody knows its passphrase */
    default Optional<PublisherKey> open(KeyFile file) {
        if (!file.isEncrypted()) {
            return Optional.of(file.readPlain());
        }
        for (char[] known : known()) {
            Optional<PublisherKey> pair = file.open(known);
            if (pair.isPresent()) {
                return pair;
            }
        }
        for (var given = ask(file.file().toString());
                given.isPresent();
                given = ask(file.file() + " (that was not it)")) {
            Optional<PublisherKey> pair = file.open(given.get());
            if (pair.isPresent()) {
                return pair;
            }
        }
        return Optional.empty();
    }
}
