package dev.patchwave.launcher.admin;

import dev.patchwave.signal.Manner;
import picocli.CommandLine.Command;

/** {@code patchwave offer}. */
@Command(
        name = "offer",
        description = "Offers an upgrade; clients take it at leisure or when their users agree.",
        footerHeading =
                "%nExample:%n  patchwave offer --release ims-client@4.2.1 --domain area-1 --admin sip:operator@op.example --wait%n")
public final class OfferCommand extends CampaignOrder {
    @Override
    Manner manner() {
        return Manner.OFFERED;
    }
}
