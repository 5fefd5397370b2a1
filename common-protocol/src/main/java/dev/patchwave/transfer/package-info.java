/** The two shells that programs share: a member's download of a release, and an origin's tracker of its swarm. */
package dev.patchwave.transfer;
