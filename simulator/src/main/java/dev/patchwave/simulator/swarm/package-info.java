/** Source, caches and clients: production cores on virtual time and simulated links, deterministic by seed. */
package dev.patchwave.simulator.swarm;
