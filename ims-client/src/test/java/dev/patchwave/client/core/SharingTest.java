package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.client.core.Sharing.Effect.Allow;
import dev.patchwave.client.core.Sharing.Effect.Forbid;
import dev.patchwave.client.core.Sharing.Event.ConditionsChanged;
import dev.patchwave.client.core.Sharing.Event.Uploaded;
import dev.patchwave.client.core.Sharing.Reason;
import dev.patchwave.client.core.Sharing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SharingTest {
    private static final Instant T0 = Instant.parse("2026-03-01T08:00:00Z");
    private static final long RATE = 5_000_000;
    private static final SharingPolicy POLICY =
            new SharingPolicy(true, false, false, 50, RATE, 1000, Duration.ofDays(1));

    private final Sharing sharing = new Sharing(POLICY, new Usage(T0, 0));

    @Test
    void aPluggedInDeviceAtHomeShares() {
        assertEquals(List.of(new Allow(RATE)), sharing.on(new ConditionsChanged(Conditions.fixed()), T0));
        assertEquals(List.of(), sharing.on(new ConditionsChanged(Conditions.fixed()), T0), "said once");
    }

    @Test
    void nothingIsSharedWithoutConsentWhateverTheConditions() {
        var refuses =
                new Sharing(new SharingPolicy(false, true, true, 0, RATE, 1000, Duration.ofDays(1)), new Usage(T0, 0));

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

    private static Conditions device(boolean metered, boolean roaming, boolean charging, int batteryPercent) {
        return new Conditions(metered, roaming, charging, OptionalInt.of(batteryPercent));
    }
}
