/** Virtual time, and links that carry chunks: rates, delays, queues. Knows nothing of swarms. Deterministic, one thread. */
package dev.patchwave.simulator.network;
