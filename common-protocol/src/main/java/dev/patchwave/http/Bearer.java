package dev.patchwave.http;

import dev.patchwave.swarm.HolderId;
import java.util.Optional;

/**
 * Who asks, as proven by what it showed: a token, or a certificate.
 *
 * @param subject pseudonym of an instance, or the name of a program
 * @param holder the name that it may use in swarms; empty where the proof says nothing about that
 */
public record Bearer(String subject, Optional<HolderId> holder) {}
