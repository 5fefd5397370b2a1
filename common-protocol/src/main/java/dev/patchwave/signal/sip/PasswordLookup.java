package dev.patchwave.signal.sip;

import java.util.Optional;

/** Where the server's side of digest authentication finds the password of a username. Asked on the caller's thread. */
@FunctionalInterface
public interface PasswordLookup {
    /** The password, or empty for an unknown username. */
    Optional<String> passwordOf(String username);
}
