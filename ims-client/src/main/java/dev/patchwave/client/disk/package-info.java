/** What a client keeps on disk beside segments: its own small state, and the versions it has installed. */
package dev.patchwave.client.disk;
