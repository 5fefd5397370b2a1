package dev.patchwave.launcher.admin;

import dev.patchwave.signal.Manner;
import picocli.CommandLine.Command;

/** {@code patchwave force}. */
@Command(
        name = "force",
        description = "Orders an upgrade that clients carry out at once, whatever their users are doing.",
        footerHeading =
                "%nExample:%n  patchwave force --release ims-client@4.2.1 --domain area-1 --admin sip:operator@op.example --wait%n")
public final class ForceCommand extends CampaignOrder {
    @Override
    Manner manner() {
        return Manner.FORCED;
    }
}
