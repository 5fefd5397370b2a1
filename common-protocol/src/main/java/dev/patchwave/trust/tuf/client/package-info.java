/** A TUF client on real files and a real network: asks in the order of the specification's section 5, and stores what is believed. */
package dev.patchwave.trust.tuf.client;
