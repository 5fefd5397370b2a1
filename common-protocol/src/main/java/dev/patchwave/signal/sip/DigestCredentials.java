package dev.patchwave.signal.sip;

/**
 * A user agent's name and password. Its text form hides the password, so that no log gets it.
 *
 * @param username the private identity, e.g. {@code alice@op.example}; 1 to 200 characters, none of them a control
 * @param password 1 to 200 characters
 */
public record DigestCredentials(String username, String password) implements SipCredentials {
    private static final int MAX_LENGTH_CHARS = 200;

    public DigestCredentials {
        require(username, "username");
        require(password, "password");
    }

    static void require(String text, String what) {
        if (text.isEmpty() || text.length() > MAX_LENGTH_CHARS || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + ": 1 to " + MAX_LENGTH_CHARS + " characters, none of them a control character");
        }
    }

    @Override
    public String toString() {
        return "DigestCredentials[username=" + username + ", password=***]";
    }
}
