package dev.patchwave.config;

import java.util.List;

/** A program believes the publishers that are listed, or a repository that it follows: exactly one of the two. */
public final class TrustChoice {
    private TrustChoice() {}

    /**
     * The listed publishers; none when a repository is followed.
     *
     * @param trust the section of the repository; null when it was left out
     * @throws BadValue when both were given, or none
     */
    public static List<String> publisherKeys(List<String> listed, Object trust) {
        List<String> keys = listed == null ? List.of() : List.copyOf(listed);
        if (keys.isEmpty() && trust == null) {
            throw BadValue.missing(
                    "publisherKeys", "at least one PEM file of a publisher's public key, or the section trust instead");
        }
        if (!keys.isEmpty() && trust != null) {
            throw new BadValue("trust", "with publisherKeys beside it", "either trust or publisherKeys");
        }
        return keys;
    }
}
