/** The source's data plane: taking what is published, the swarm of the caches, resume, and what it tells of itself. */
package dev.patchwave.source.http;
