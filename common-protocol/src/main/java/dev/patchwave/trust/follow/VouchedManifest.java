package dev.patchwave.trust.follow;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.TrustProblem.Reason;
import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.TargetFile;
import dev.patchwave.trust.tuf.TufProblem;
import java.util.List;

/**
 * Believes exactly the bytes that a repository vouches for. Who signed the envelope is not looked at any more: the role of the product has
 * said more than its signature could.
 */
final class VouchedManifest implements ManifestJudge {
    private static final String PRECURSORS = "precursors";

    private final ReleaseId release;
    private final TargetFile target;
    private final List<String> precursors;

    private VouchedManifest(ReleaseId release, TargetFile target, List<String> precursors) {
        this.release = release;
        this.target = target;
        this.precursors = precursors;
    }

    /** @throws TufProblem MALFORMED when the target's custom metadata cannot be read */
    static VouchedManifest of(ReleaseId release, TargetFile target) throws TufProblem {
        Fields custom = Fields.of(target.path(), target.custom());
        return new VouchedManifest(
                release, target, custom.has(PRECURSORS) ? List.copyOf(custom.texts(PRECURSORS)) : List.of());
    }

    @Override
    public SignedManifest verify(byte[] envelope) throws TrustProblem {
        requireVouched(envelope);
        SignedManifest signed = SignedManifest.readBack(envelope);
        if (!signed.manifest().release().equals(release)) {
            throw new TrustProblem(
                    Reason.NOT_VOUCHED,
                    target.path() + " is of " + signed.manifest().release());
        }
        return signed;
    }

    @Override
    public void requireMayFollow(String installedVersion) throws TrustProblem {
        if (!precursors.isEmpty() && !precursors.contains(installedVersion)) {
            throw new TrustProblem(
                    Reason.NOT_FOR_US,
                    release + " may be installed over " + precursors + ", and not over " + installedVersion);
        }
    }

    private void requireVouched(byte[] envelope) throws TrustProblem {
        if (envelope.length != target.lengthBytes()) {
            throw new TrustProblem(
                    Reason.NOT_VOUCHED,
                    "the manifest has " + envelope.length + " bytes, the repository vouches for "
                            + target.lengthBytes());
        }
        try {
            var check = target.check();
            check.update(envelope, 0, envelope.length);
            check.requireMatch("the manifest");
        } catch (TufProblem e) {
            throw new TrustProblem(Reason.NOT_VOUCHED, e.getMessage(), e);
        }
    }
}
