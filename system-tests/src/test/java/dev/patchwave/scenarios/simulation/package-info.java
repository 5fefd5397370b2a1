/** Production cores on a virtual clock and a network of rate-limited links, deterministic by seed. */
package dev.patchwave.scenarios.simulation;
