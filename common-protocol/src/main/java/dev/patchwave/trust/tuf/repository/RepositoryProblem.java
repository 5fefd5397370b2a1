package dev.patchwave.trust.tuf.repository;

/** Why a repository cannot be changed as its operator wants; in one line that says what is wrong and what would do. */
public final class RepositoryProblem extends Exception {
    private static final long serialVersionUID = 1L;

    public RepositoryProblem(String message) {
        super(message);
    }

    /** The same, brought about by {@code cause}. */
    public RepositoryProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
