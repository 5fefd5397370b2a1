package dev.patchwave.trust;

import dev.patchwave.release.Manifest;
import java.util.Collection;

/**
 * Which manifest may follow which: the sequence of a product only rises, and what was published never changes. This is what keeps
 * an old, vulnerable release from being signed once and replayed for ever. Pure.
 */
public final class ReleaseSequence {
    private ReleaseSequence() {}

    /**
     * Decides whether {@code candidate}, already verified, may join {@code present}, the manifests at hand (of any product).
     *
     * @return true when it is new; false when exactly this manifest is there already, which is fine
     * @throws TrustProblem with {@code NOT_NEWER} when the release exists and differs, or the sequence is not above every other
     *     of the product
     */
    public static boolean admits(Manifest candidate, Collection<Manifest> present) throws TrustProblem {
        for (var other : present) {
            if (other.release().equals(candidate.release())) {
                return requireSame(candidate, other);
            }
        }
        for (var other : present) {
            requireNewer(candidate, other);
        }
        return true;
    }

    private static boolean requireSame(Manifest candidate, Manifest other) throws TrustProblem {
        if (!other.equals(candidate)) {
            throw refused("release " + candidate.release()
                    + " is published already with another manifest; a changed patch is a new release");
        }
        return false;
    }

    private static void requireNewer(Manifest candidate, Manifest other) throws TrustProblem {
        boolean sameProduct =
                other.release().product().equals(candidate.release().product());
        if (sameProduct && other.sequence() >= candidate.sequence()) {
            throw refused("release " + candidate.release() + " has sequence " + candidate.sequence() + ", and "
                    + other.release() + " has " + other.sequence() + " already: the sequence must rise");
        }
    }

    private static TrustProblem refused(String why) {
        return new TrustProblem(TrustProblem.Reason.NOT_NEWER, why);
    }
}
