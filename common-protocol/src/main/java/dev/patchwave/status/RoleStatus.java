package dev.patchwave.status;

/**
 * A role of the repository that a program follows.
 *
 * @param expires when it ends to be believed, e.g. {@code 2026-12-01T00:00:00Z}
 */
public record RoleStatus(String role, String expires) {}
