/** Scenario files, carried out: what is to happen in a simulated network, and what came of it. */
package dev.patchwave.simulator.scenario;
