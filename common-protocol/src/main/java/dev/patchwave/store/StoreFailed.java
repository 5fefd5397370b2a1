package dev.patchwave.store;

/** The record store's disk or files failed. The program cannot go on acknowledging anything. */
public final class StoreFailed extends RuntimeException {
    StoreFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
