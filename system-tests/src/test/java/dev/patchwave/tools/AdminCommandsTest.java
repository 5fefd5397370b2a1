package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.ProgramStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may command, with real programs: roles, the second admin, a source that is killed in between, and the log of all that. */
class AdminCommandsTest {
    private static final String ONE =
            "{people: [{identity: 'sip:operator@op.example', roles: [operator]}], fourEyesAbovePercent: 100}";
    private static final String TWO = "{people: [{identity: 'sip:operator@op.example', roles: [operator]}, "
            + "{identity: 'sip:phone@op.example', roles: [approver]}], fourEyesAbovePercent: 40}";

    @TempDir
    Path directory;

    @Test
    void aCampaignForAllTakesTwoAdminsAndAKilledSourceForgetsNothing() throws Exception {
        try (var network = new SmallNetwork(directory)
                .edit(SmallNetwork.SOURCE, ONE, TWO)
                .start(SmallNetwork.SOURCE)
                .start(SmallNetwork.CACHE, SmallNetwork.CLIENT)) {
            network.awaitStatus(SmallNetwork.SOURCE, AdminCommandsTest::bothAreThere);
            network.publish(TestPatch.of(3 << 20, 1).writeTo(directory.resolve("patch")), "1.1")
                    .succeeded();

            var forced = network.force(SmallNetwork.release("1.1"), "--domain", SmallNetwork.DOMAIN, "--campaign", "c1")
                    .succeeded();
            assertTrue(forced.out().startsWith("not begun: campaign c1 is pending approval"), forced::toString);
            assertTrue(forced.out().contains("patchwave approve --campaign c1"), forced::toString);
            restart(network);
            var shown = network.patchwave(
                    "status", network.deployment().uri(SmallNetwork.SOURCE).toString());
            assertTrue(shown.out().contains("pending-approval"), shown::toString);

            var own = network.patchwave(approve(network, "operator"));
            assertEquals(1, own.exitCode(), own::toString);
            assertTrue(own.err().contains("(403): this needs the role approver"), own::toString);
            network.patchwave(approve(network, "phone")).succeeded();
            restart(network);
            network.awaitRelease(
                    SmallNetwork.CLIENT, "1.1", held -> held.state().equals("installed") && held.digestEqual());
            network.awaitStatus(SmallNetwork.SOURCE, AdminCommandsTest::isFinished);

            assertAudited(network);
        }
    }

    private static void assertAudited(SmallNetwork network) throws Exception {
        Path audit = network.directory().resolve("source/audit");
        var verified = network.patchwave("audit", "verify", "--directory", audit.toString())
                .succeeded();
        assertTrue(verified.out().startsWith("5 lines, first 2"), verified::toString);
        var shown = network.patchwave("audit", "show", "--directory", audit.toString())
                .succeeded();
        assertEquals(
                List.of("taken", "pending", "refused", "taken", "accepted"),
                shown.out().lines().map(line -> line.strip().split(" +", -1)[2]).toList(),
                shown::toString);
        Path file = audit.resolve("audit-000000000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("sip:phone@", "sip:clown@"));
        var broken = network.patchwave("audit", "verify", "--directory", audit.toString());
        assertEquals(1, broken.exitCode(), broken::toString);
        assertTrue(broken.out().contains("BROKEN: audit-000000000001.jsonl line 5"), broken::toString);
    }

    private static void restart(SmallNetwork network) throws Exception {
        network.deployment().kill(SmallNetwork.SOURCE);
        network.start(SmallNetwork.SOURCE);
    }

    private static String[] approve(SmallNetwork network, String who) {
        var arguments = new ArrayList<>(List.of("approve", "--campaign", "c1"));
        network.deployment().configurations().adminArguments().stream()
                .map(argument -> argument.equals("sip:operator@op.example") ? "sip:" + who + "@op.example" : argument)
                .forEach(arguments::add);
        return arguments.toArray(String[]::new);
    }

    private static boolean bothAreThere(ProgramStatus status) {
        return status.subscriptions().map(all -> all.open()).orElse(0L) == 2;
    }

    private static boolean isFinished(ProgramStatus status) {
        return status.campaigns().stream().map(CampaignStatus::state).toList().equals(Arrays.asList("finished"));
    }
}
