package dev.patchwave.launcher;

import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.MemberStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.status.SubscriptionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One program's status for people. Pure. */
final class StatusTable {
    private StatusTable() {}

    static List<String> of(ProgramStatus status) {
        var lines = new ArrayList<String>();
        lines.add(headline(status));
        status.subscriptions().ifPresent(all -> lines.add(row(all)));
        status.releases().forEach(release -> lines.add(row(release)));
        if (!status.campaigns().isEmpty()) {
            lines.add("  campaigns");
            status.campaigns().forEach(campaign -> lines.add(row(campaign)));
        }
        if (!status.members().isEmpty()) {
            lines.add("  members");
            status.members().forEach(member -> lines.add(row(member)));
        }
        if (!status.repository().isEmpty()) {
            lines.add("  repository");
            status.repository()
                    .forEach(role ->
                            lines.add(String.format(Locale.ROOT, "    %-28s until %s", role.role(), role.expires())));
        }
        if (!status.bannedHolders().isEmpty()) {
            lines.add("  banned   " + String.join(", ", status.bannedHolders()));
        }
        return lines;
    }

    private static String headline(ProgramStatus status) {
        var line = new StringBuilder(status.program()).append(' ').append(status.name());
        if (!status.domain().isEmpty()) {
            line.append(" in ").append(status.domain());
        }
        if (!status.version().isEmpty()) {
            line.append(", version ").append(status.version());
        }
        return line.append(", ")
                .append(status.state())
                .append(", up ")
                .append(Duration.ofSeconds(status.uptimeSeconds())
                        .toString()
                        .substring(2)
                        .toLowerCase(Locale.ROOT))
                .append(", sent ")
                .append(mebibytes(status.uploadedBytes()))
                .toString();
    }

    private static String row(SubscriptionStatus all) {
        String moved = all.moved() == 0 ? "" : ", " + all.moved() + " moved";
        return "  subscriptions " + all.open() + " open" + moved;
    }

    private static String row(ReleaseStatus release) {
        var line = new StringBuilder(String.format(
                Locale.ROOT,
                "  release  %-32s #%-5d %10s  %6d of %6d segments  %s",
                release.release(),
                release.sequence(),
                mebibytes(release.lengthBytes()),
                release.ownedSegments(),
                release.segments(),
                release.state()));
        release.ownedBytesFrom()
                .forEach((kind, bytes) ->
                        line.append("  ").append(kind).append(' ').append(mebibytes(bytes)));
        return line.toString();
    }

    private static String row(CampaignStatus campaign) {
        return campaign.state().equals(CampaignStatus.PENDING_APPROVAL)
                ? counts(campaign) + "; another admin: patchwave approve --campaign " + campaign.campaign()
                : counts(campaign);
    }

    private static String counts(CampaignStatus campaign) {
        return String.format(
                Locale.ROOT,
                "    %-28s %-9s %-32s %-10s %s  targeted %d, signalled %d, waiting %d, started %d, installed %d, failed %d",
                campaign.campaign(),
                campaign.manner(),
                campaign.release(),
                campaign.state(),
                String.join(",", campaign.domains()),
                campaign.targeted(),
                campaign.signalled(),
                campaign.waiting(),
                campaign.started(),
                campaign.installed(),
                campaign.failed());
    }

    private static String row(MemberStatus member) {
        return String.format(
                Locale.ROOT,
                "    %-46s %-6s %-16s %-32s %6d of %6d  %s",
                member.member(),
                member.kind(),
                member.domain(),
                member.release(),
                member.ownedSegments(),
                member.segments(),
                member.state());
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
