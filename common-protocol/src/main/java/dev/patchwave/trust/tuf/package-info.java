/**
 * The Update Framework (TUF specification 1.0.x): what its metadata says, and which of it is believed.
 *
 * <p>Pure: bytes and the time go in, a decision comes out. Files and the network are in {@code client}, which asks in the order of
 * section 5 of the specification.
 */
package dev.patchwave.trust.tuf;
