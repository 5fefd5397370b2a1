package dev.patchwave.trust.tuf.repository.disk;

import java.util.List;
import java.util.Optional;

/** Whoever knows passphrases: a person at a terminal, or a file for automation. */
public interface Passphrases {
    /** Those that were given already; each is tried before anybody is asked. */
    List<char[]> known();

    /**
     * Asks for one.
     *
     * @param what the key, for people
     * @return empty when there is nobody to ask, or the person wants to go without this key
     */
    Optional<char[]> ask(String what);
}
