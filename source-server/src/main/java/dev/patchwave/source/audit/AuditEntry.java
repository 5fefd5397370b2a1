package dev.patchwave.source.audit;

/**
 * Somebody's command. Texts are cut at a bound, and are one line each.
 *
 * @param who the identity that was proven, or {@code ?} and the one that was claimed
 * @param from transport, address and port that it came from
 * @param command in words
 */
public record AuditEntry(String who, String from, String command) {
    private static final int MAX_WHO_CHARS = 300;
    private static final int MAX_FROM_CHARS = 100;
    private static final int MAX_TEXT_CHARS = 1_000;

    /** The source itself. */
    static final AuditEntry OF_SOURCE = new AuditEntry("source", "", "audit log");

    public AuditEntry {
        who = cut(who, MAX_WHO_CHARS);
        from = cut(from, MAX_FROM_CHARS);
        command = cut(command, MAX_TEXT_CHARS);
    }

    /** At most 1 000 characters. */
    static String cutText(String text) {
        return cut(text, MAX_TEXT_CHARS);
    }

    private static String cut(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars) + "...";
    }
}
