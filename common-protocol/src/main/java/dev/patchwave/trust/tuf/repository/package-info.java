/**
 * The other side of The Update Framework: what a repository's metadata says next, and who must sign it (specification 1.0.x, 3 and 4).
 *
 * <p>Pure: the present metadata, a change, keys and the time go in, files to write come out, in the order in which they are to be
 * written. {@code disk} keeps the files.
 */
package dev.patchwave.trust.tuf.repository;
