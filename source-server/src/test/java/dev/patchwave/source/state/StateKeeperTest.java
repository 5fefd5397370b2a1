package dev.patchwave.source.state;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.CampaignPlan;
import dev.patchwave.source.core.CampaignState;
import dev.patchwave.source.core.Member;
import dev.patchwave.source.core.Progress;
import dev.patchwave.source.core.ResumeRecord;
import dev.patchwave.source.core.Running;
import dev.patchwave.source.core.Scope;
import dev.patchwave.source.core.Stage;
import dev.patchwave.source.core.StateRecord;
import dev.patchwave.source.core.Urgency;
import dev.patchwave.store.MemoryRecordStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateKeeperTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0.0");
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final InstanceId PHONE = new InstanceId(new UUID(1, 2));
    private static final CampaignId CAMPAIGN = new CampaignId("c1");

    private final MemoryRecordStore store = new MemoryRecordStore();
    private final StateKeeper keeper = new StateKeeper(store, Clock.fixed(NOW, ZoneOffset.UTC), failure -> {
        throw new AssertionError(failure);
    });

    @Test
    void everythingThatWasKeptComesBack() {
        List<StateRecord> records = Stream.of(
                        new StateRecord.MemberKnown(member(Optional.of(new Running("patchwave", "ims-client", "1.0")))),
                        new StateRecord.CampaignKnown(campaign(new Scope.Domains(domains("area-1", "area-2")))),
                        new StateRecord.InstanceProgressed(CAMPAIGN, PHONE, Progress.SIGNALLED),
                        new StateRecord.ReleaseWithdrawn(RELEASE))
                .map(StateRecord.class::cast)
                .toList();

        records.forEach(keeper::keep);

        assertEquals(byText(records), byText(campaigns()));
    }

    @Test
    void campaignsOfEveryScopeComeBack() {
        for (Scope scope : List.of(
                new Scope.Domains(domains("area-1")),
                new Scope.Named(new TreeSet<>(List.of(ALICE))),
                new Scope.Askers(new DomainId("area-1")))) {
            keeper.keep(new StateRecord.CampaignKnown(campaign(scope)));

            assertEquals(List.of(new StateRecord.CampaignKnown(campaign(scope))), campaigns());
        }
    }

    @Test
    void whatIsForgottenIsGone() {
        keeper.keep(new StateRecord.MemberKnown(member(Optional.empty())));
        keeper.keep(new StateRecord.MemberGone(ALICE, PHONE));
        keeper.keep(new StateRecord.InstanceProgressed(CAMPAIGN, PHONE, Progress.INSTALLED));
        keeper.keep(new StateRecord.ProgressForgotten(CAMPAIGN));
        keeper.keep(new ResumeRecord(PHONE, RELEASE, Bitfield.of(4, 1), NOW));
        keeper.forget(PHONE, RELEASE);

        await().until(() -> campaigns().isEmpty());
        assertEquals(List.of(), loaded().resumes());
    }

    @Test
    void whatAnInstanceHasComesBack() {
        var record = new ResumeRecord(PHONE, RELEASE, Bitfield.of(100, 0, 1, 99), NOW);
        keeper.keep(record);

        assertEquals(List.of(record), loaded().resumes());
    }

    private List<StateRecord> campaigns() {
        var records = new ArrayList<StateRecord>();
        keeper.load(records::add, new SourceState());
        return records;
    }

    private SourceState loaded() {
        var state = new SourceState();
        keeper.load(record -> {}, state);
        return state;
    }

    private static List<String> byText(List<StateRecord> records) {
        return records.stream().map(StateRecord::toString).sorted().toList();
    }

    private static SortedSet<DomainId> domains(String... names) {
        var domains = new TreeSet<DomainId>();
        Stream.of(names).map(DomainId::new).forEach(domains::add);
        return domains;
    }

    private static Member member(Optional<Running> running) {
        return new Member(ALICE, PHONE, new DomainId("area-1"), running, NOW.plusSeconds(60), Instant.EPOCH);
    }

    private static CampaignState campaign(Scope scope) {
        var plan = new CampaignPlan(
                CAMPAIGN,
                Urgency.FORCED,
                RELEASE,
                scope,
                NOW,
                NOW.plusSeconds(60),
                Duration.ofSeconds(5),
                Optional.of(new SubscriberId("sip:admin@op.example")));
        return new CampaignState(plan, Stage.SIGNALLED, new TreeMap<>(Map.of(Progress.INSTALLED, 3)));
    }
}
