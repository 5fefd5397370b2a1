package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.KeySet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many of how many holders sign a role, written {@code 2/3}; {@code 2} is two of two.
 *
 * @param threshold 1 to {@code keys}
 */
record Quorum(int threshold, int keys) {
    static final Quorum ONE = new Quorum(1, 1);

    /** For picocli. */
    static final class Converter implements ITypeConverter<Quorum> {
        @Override
        public Quorum convert(String text) {
            if (!text.matches("[0-9]{1,3}(/[0-9]{1,3})?")) {
                throw refused(text);
            }
            String[] parts = text.split("/", 2);
            int threshold = Integer.parseInt(parts[0]);
            int keys = parts.length == 1 ? threshold : Integer.parseInt(parts[1]);
            if (threshold < 1 || keys < threshold || keys > KeySet.MAX_KEYS) {
                throw refused(text);
            }
            return new Quorum(threshold, keys);
        }

        private static TypeConversionException refused(String text) {
            return new TypeConversionException("'" + text + "' is no quorum; allowed: N or N/M, such as 2/3 for two of "
                    + "three holders, 1 <= N <= M <= " + KeySet.MAX_KEYS);
        }
    }
}
