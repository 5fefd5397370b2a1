package dev.patchwave.http;

import dev.patchwave.swarm.HolderId;
import java.util.function.Predicate;

/**
 * Who asks, as proven by what it showed: a token, or a certificate.
 *
 * @param subject pseudonym of an instance, or the name of a program
 * @param names whether a name in swarms is its own
 */
public record Bearer(String subject, Predicate<HolderId> names) {}
