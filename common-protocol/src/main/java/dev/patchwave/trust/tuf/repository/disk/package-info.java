/** A TUF repository on disk: the files that mirrors copy, the holders' keys, and the root that is being signed. */
package dev.patchwave.trust.tuf.repository.disk;
