package dev.patchwave.launcher.admin;

import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code patchwave approve}: the second pair of eyes. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Approves a campaign that another admin ordered, and that reaches too many for one admin alone.",
        footer = {
            "",
            "The password is read from --password-file, or --password, or the environment's PATCHWAVE_PASSWORD.",
            "Exit code: 0 approved, 1 refused or not reached, 2 wrong usage."
        })
public final class ApproveCommand implements Callable<Integer> {
    @Option(
            names = "--campaign",
            required = true,
            paramLabel = "ID",
            description = "Which, as patchwave status names it.")
    private String campaign;

    @Mixin
    private AdminAccess access;

    @Override
    public Integer call() throws IOException {
        var approval = access.checked(() -> new Signal.CampaignApproval(new CampaignId(campaign)));
        try (var session = access.session()) {
            session.order(approval, access.source().service(), CampaignOrder.ANSWER_PATIENCE);
            access.tell("campaign " + campaign + " approved");
            return 0;
        }
    }
}
