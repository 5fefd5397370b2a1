/** Who holds what, who fetches what from whom, who is served now: pure cores and their values. */
package dev.patchwave.swarm;
