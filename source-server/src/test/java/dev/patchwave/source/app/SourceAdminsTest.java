package dev.patchwave.source.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.audit.AuditCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may command a running source, and that all of it is in the audit log. */
class SourceAdminsTest extends RunningSource {
    @Test
    void whoMayNotIsRefused() throws Exception {
        publish();
        try (var alice = phone("alice");
                var admin = phone("admin")) {
            assertEquals(401, alice.registerWith("wrong"));
            assertEquals(403, alice.message(ADMIN_SERVICE, force("c1")).status());
            var unknown = command("c2", ReleaseId.parse("ims-client@9"), new DomainId("area-1"));
            assertEquals(404, admin.message(ADMIN_SERVICE, unknown).status());
            var nowhere = command("c3", RELEASE, new DomainId("atlantis"));
            var refused = admin.message(ADMIN_SERVICE, nowhere);
            assertEquals(404, refused.status());
            assertTrue(refused.warning().orElseThrow().contains("atlantis"));
        }
    }

    @Test
    void aCampaignForManyWaitsForASecondAdminAlsoOverARestart() throws Exception {
        fourEyesAbovePercent = 50;
        restart();
        publish();
        var approval = new Signal.CampaignApproval(new CampaignId("c1"));
        try (var cache = phone("cache-1");
                var alice = phone("alice");
                var admin = phone("admin");
                var second = phone("second")) {
            attachAll(cache, alice, admin);

            var pending = admin.message(ADMIN_SERVICE, force("c1"));
            assertEquals(202, pending.status());
            assertTrue(pending.warning().orElseThrow().contains("pending approval"), pending::toString);
            assertEquals("pending-approval", campaign("c1").state());
            restart();
            assertEquals("pending-approval", campaign("c1").state());

            assertRefused(admin.message(ADMIN_SERVICE, approval), "another admin with the role approver");
            assertRefused(alice.message(ADMIN_SERVICE, approval), "this needs the role approver");
            assertRefused(second.message(ADMIN_SERVICE, force("c2")), "this needs the role operator");
            assertEquals(0, fillOrders(cache), "nothing has begun");

            assertEquals(200, second.message(ADMIN_SERVICE, approval).status());
            assertEquals(RELEASE, fillOrder(notified(cache)).release());
            assertEquals(200, second.message(ADMIN_SERVICE, approval).status(), "said again");
        }
        assertAudited();
    }

    /** Two lines for what was taken, one for what was not. */
    private void assertAudited() throws IOException {
        var outcomes = new ArrayList<String>();
        var check = AuditCheck.of(
                directory.resolve("data/audit"),
                line -> outcomes.add(line.outcome() + " "
                        + line.who().replace("@op.example", "") + " "
                        + line.command().split(":", -1)[0]));
        assertEquals(Optional.empty(), check.broken());
        assertEquals(
                List.of(
                        "taken sip:admin forced campaign c1",
                        "pending sip:admin forced campaign c1",
                        "taken sip:admin approve campaign c1",
                        "refused sip:admin approve campaign c1",
                        "refused sip:alice approve campaign c1",
                        "refused sip:second forced campaign c2",
                        "taken sip:second approve campaign c1",
                        "accepted sip:second approve campaign c1",
                        "taken sip:second approve campaign c1",
                        "accepted sip:second approve campaign c1"),
                outcomes);
    }

    private static void assertRefused(SipResponse response, String why) {
        assertEquals(403, response.status());
        assertTrue(response.warning().orElseThrow().contains(why), response::toString);
    }

    @Test
    void whoBringsAWrongPasswordOrNonsenseIsInTheAuditLogToo() throws Exception {
        try (var admin = phone("admin")) {
            assertEquals(
                    401,
                    admin.messageWith("wrong", ADMIN_SERVICE, new Signal.CampaignApproval(new CampaignId("c1")))
                            .status());
            assertEquals(
                    404,
                    admin.message(ADMIN_SERVICE, new Signal.CampaignApproval(new CampaignId("c1")))
                            .status());
        }
        var lines = new ArrayList<String>();
        AuditCheck.of(
                directory.resolve("data/audit"),
                line -> lines.add(line.outcome() + " " + line.who() + " " + line.reason()));
        assertEquals(
                List.of(
                        "refused ? sip:admin@op.example wrong username or password",
                        "taken sip:admin@op.example ",
                        "refused sip:admin@op.example 404 campaign c1 is not known here"),
                lines);
    }
}
