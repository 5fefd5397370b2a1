package dev.patchwave.source.core;

import java.util.Arrays;
import java.util.Optional;

/** What an admin is trusted with. One may have several roles; what needs two pairs of eyes needs two admins all the same. */
public enum AdminRole {
    /** Orders campaigns, forced and offered. */
    OPERATOR("operator"),
    /** Lets campaigns of others go on that reach many. */
    APPROVER("approver"),
    /** Passes on a publisher's stop or resume order. */
    EMERGENCY("emergency");

    /** The words that a configuration may use, for people. */
    public static final String WORDS = "operator, approver, emergency";

    private final String word;

    AdminRole(String word) {
        this.word = word;
    }

    /** As it stands in the configuration and in answers. */
    public String word() {
        return word;
    }

    /** The role that a word means; empty for any other word. */
    public static Optional<AdminRole> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
    }
}
