package dev.patchwave.http;

/** Why an exchange with another program came to nothing; the reason is one line. */
sealed interface Failure {
    String reason();

    /** No connection, or it broke. */
    record Unreachable(String reason) implements Failure {}

    /** It answered against the rules. */
    record Violation(String reason) implements Failure {}

    /** It fell silent or below the floor. */
    record Slow(String reason) implements Failure {}
}
