/** A disk for tests: in memory, and losing power, room or a sync as a test wants. */
package dev.patchwave.disk;
