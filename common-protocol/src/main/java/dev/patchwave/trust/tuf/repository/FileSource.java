package dev.patchwave.trust.tuf.repository;

import java.util.Optional;

/**
 * The files of a repository, for reading.
 *
 * @param <E> how it tells that it cannot read
 */
@FunctionalInterface
public interface FileSource<E extends Exception> {
    /**
     * Reads one file.
     *
     * @param path as in {@link FileWrite}.
     * @return empty when there is no such file
     */
    Optional<byte[]> read(String path) throws E;
}
