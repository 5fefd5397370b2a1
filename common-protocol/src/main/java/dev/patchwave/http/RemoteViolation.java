package dev.patchwave.http;

/** The other side broke the protocol. The message is one line about what it did. */
final class RemoteViolation extends Exception {
    private static final long serialVersionUID = 1;

    RemoteViolation(String message) {
        super(message);
    }
}
