package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.client.core.Sharing.Effect.Allow;
import dev.patchwave.client.core.Sharing.Effect.Forbid;
import dev.patchwave.client.core.Sharing.Event.ConditionsChanged;
import dev.patchwave.client.core.Sharing.Event.ConsentChanged;
import dev.patchwave.client.core.Sharing.Event.Uploaded;
import dev.patchwave.client.core.Sharing.Reason;
import dev.patchwave.client.core.Sharing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SharingTest {
    private static final Instant T0 = Instant.parse("2026-03-01T08:00:00Z");
    private static final long RATE = 5_000_000;
    private static final SharingPolicy POLICY = policy(SharingHours.allDay());

    private final Sharing sharing = new Sharing(POLICY, new Usage(T0, 0));

    @Test
    void aPluggedInDeviceAtHomeShares() {
        assertEquals(List.of(new Allow(RATE)), sharing.on(new ConditionsChanged(Conditions.fixed()), T0));
        assertEquals(List.of(), sharing.on(new ConditionsChanged(Conditions.fixed()), T0), "said once");
    }

    @Test
    void nothingIsSharedWithoutConsentWhateverTheConditions() {
        var refuses = new Sharing(
                new SharingPolicy(false, true, true, 0, RATE, 1000, Duration.ofDays(1), SharingHours.allDay()),
                new Usage(T0, 0));

        assertEquals(List.of(new Forbid(Reason.NO_CONSENT)), refuses.on(new ConditionsChanged(Conditions.fixed()), T0));
    }

    @Test
    void meteredRoamingAndALowBatteryEachForbidAndTheirEndAllows() {
        var fine = new ConditionsChanged(device(false, false, false, 80));
        sharing.on(fine, T0);

        assertEquals(
                List.of(new Forbid(Reason.METERED)),
                sharing.on(new ConditionsChanged(device(true, false, false, 80)), T0));
        assertEquals(
                List.of(new Forbid(Reason.ROAMING)),
                sharing.on(new ConditionsChanged(device(false, true, false, 80)), T0));
        assertEquals(
                List.of(new Forbid(Reason.BATTERY_LOW)),
                sharing.on(new ConditionsChanged(device(false, false, false, 49)), T0));
        assertEquals(List.of(new Allow(RATE)), sharing.on(fine, T0));
        assertEquals(
                List.of(), sharing.on(new ConditionsChanged(device(false, false, true, 3)), T0), "charging, so still");
    }

    @Test
    void aSpentQuotaForbidsUntilThePeriodEnds() {
        sharing.on(new ConditionsChanged(Conditions.fixed()), T0);
        sharing.on(new Uploaded(999), T0);

        assertEquals(
                List.of(new Forbid(Reason.QUOTA_SPENT), new Sharing.Effect.Remember(new Usage(T0, 1001))),
                sharing.on(new Uploaded(2), T0.plusSeconds(5)));
        var morning = T0.plus(Duration.ofDays(1));
        assertEquals(Optional.of(morning), sharing.nextDeadline());
        assertEquals(List.of(new Allow(RATE)), sharing.on(sharing.deadlinePassed(), morning));
    }

    @Test
    void usageSurvivesARestartAndAClockThatWasSetBackDoesNotLockForEver() {
        var restarted = new Sharing(POLICY, new Usage(T0, 1000));
        assertEquals(
                List.of(new Forbid(Reason.QUOTA_SPENT)),
                restarted.on(new ConditionsChanged(Conditions.fixed()), T0.plusSeconds(1)));

        var clockSetBack = new Sharing(POLICY, new Usage(T0.plus(Duration.ofDays(4000)), 1000));
        assertEquals(List.of(new Allow(RATE)), clockSetBack.on(new ConditionsChanged(Conditions.fixed()), T0));
    }

    @Test
    void whatTheDeviceDoesNotKnowCountsAgainstUploads() {
        var full = OptionalInt.of(100);
        for (var doubtful : List.of(
                new Conditions(Known.UNKNOWN, Known.NO, true, full),
                new Conditions(Known.NO, Known.UNKNOWN, true, full),
                new Conditions(Known.NO, Known.NO, false, OptionalInt.empty()))) {
            assertEquals(
                    List.of(new Forbid(Reason.IN_DOUBT)),
                    new Sharing(POLICY, new Usage(T0, 0)).on(new ConditionsChanged(doubtful), T0),
                    doubtful::toString);
        }
    }

    @Test
    void whoAllowsItAnywayNeedNotKnow() {
        var anywhere = new Sharing(
                new SharingPolicy(true, true, true, 0, RATE, 1000, Duration.ofDays(1), SharingHours.allDay()),
                new Usage(T0, 0));

        assertEquals(
                List.of(new Allow(RATE)),
                anywhere.on(
                        new ConditionsChanged(new Conditions(Known.UNKNOWN, Known.UNKNOWN, false, OptionalInt.empty())),
                        T0));
    }

    @Test
    void consentIsWithdrawnAndGivenWhileItRuns() {
        sharing.on(new ConditionsChanged(Conditions.fixed()), T0);

        assertEquals(List.of(new Forbid(Reason.NO_CONSENT)), sharing.on(new ConsentChanged(false), T0));
        assertEquals(List.of(new Allow(RATE)), sharing.on(new ConsentChanged(true), T0));
    }

    @Test
    void atNightOnly() {
        var night = new Sharing(policy(hours("22:00", "06:00")), new Usage(T0, 0));

        assertEquals(List.of(new Forbid(Reason.OUT_OF_HOURS)), night.on(new ConditionsChanged(Conditions.fixed()), T0));
        var evening = Instant.parse("2026-03-01T22:00:00Z");
        assertEquals(Optional.of(evening), night.nextDeadline());
        assertEquals(List.of(new Allow(RATE)), night.on(night.deadlinePassed(), evening));
        var morning = Instant.parse("2026-03-02T06:00:00Z");
        assertEquals(Optional.of(morning), night.nextDeadline());
        assertEquals(List.of(new Forbid(Reason.OUT_OF_HOURS)), night.on(night.deadlinePassed(), morning));
    }

    private static SharingHours hours(String from, String to) {
        return new SharingHours(
                List.of(new SharingHours.Window(LocalTime.parse(from), LocalTime.parse(to))), ZoneOffset.UTC);
    }

    private static SharingPolicy policy(SharingHours hours) {
        return new SharingPolicy(true, false, false, 50, RATE, 1000, Duration.ofDays(1), hours);
    }

    private static Conditions device(boolean metered, boolean roaming, boolean charging, int batteryPercent) {
        return new Conditions(Known.of(metered), Known.of(roaming), charging, OptionalInt.of(batteryPercent));
    }
}
