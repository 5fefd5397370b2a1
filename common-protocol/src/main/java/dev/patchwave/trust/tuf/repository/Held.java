package dev.patchwave.trust.tuf.repository;

/** A metadata file of a repository and what it says. */
public record Held<B extends Body>(B body, SignedFile file) {}
