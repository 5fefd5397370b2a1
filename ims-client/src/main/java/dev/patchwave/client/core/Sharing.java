package dev.patchwave.client.core;

import dev.patchwave.loop.Core;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether this client may upload to others now: consent, metered access, roaming, battery, hours of
 * the day and a quota of bytes in a period. What is not known counts against it.
 *
 * <p>Pure, see {@link Core}. The caller serves peers only between {@link Effect.Allow} and {@link Effect.Forbid}, holds the rate
 * named in the former, and reports what was uploaded in steps small against the quota: what is already on its way when
 * the quota is spent still goes out. {@link Effect.Remember} need only be durable soon; after a crash at most the uploads since
 * then are uncounted.
 */
public final class Sharing implements Core<Sharing.Event, Sharing.Effect> {
    /** Uploads between two {@link Effect.Remember}. */
    static final long REMEMBER_EACH_BYTES = 16L << 20;

    /** What a {@link Sharing} is told. */
    public sealed interface Event {
        /** The conditions at start, and each time they change. */
        record ConditionsChanged(Conditions conditions) implements Event {}

        /** The user gave or withdrew consent; until it is told, the policy's counts. */
        record ConsentChanged(boolean given) implements Event {}

        /** Payload bytes that went out since the last such event, 0 or more. */
        record Uploaded(long bytes) implements Event {}

        /** The core's deadline passed. */
        record DeadlinePassed() implements Event {}
    }

    /** What a {@link Sharing} asks for. */
    public sealed interface Effect {
        /** Serve peers, at most at this rate. */
        record Allow(long rateBitsPerSecond) implements Effect {}

        /** Serve no peer, and leave the swarm as a holder. */
        record Forbid(Reason reason) implements Effect {}

        /** Keep this for the next start. */
        record Remember(Usage usage) implements Effect {}
    }

    /** Why there is no upload. */
    public enum Reason {
        NO_CONSENT,
        METERED,
        ROAMING,
        BATTERY_LOW,
        /** The device cannot say whether one of these holds. */
        IN_DOUBT,
        OUT_OF_HOURS,
        QUOTA_SPENT
    }

    /** What was uploaded since {@code periodStart}. */
    public record Usage(Instant periodStart, long uploadedBytes) {}

    private SharingPolicy policy;
    private Usage usage;
    private long rememberedBytes;
    private Optional<Conditions> conditions = Optional.empty();
    private Optional<Effect> verdict = Optional.empty();
    private Optional<Instant> border = Optional.empty();

    /** Says nothing before it has been told the conditions: no upload until then. */
    public Sharing(SharingPolicy policy, Usage usage) {
        this.policy = policy;
        this.usage = usage;
        this.rememberedBytes = usage.uploadedBytes();
    }

    @Override
    public List<Effect> on(Event event, Instant now) {
        var effects = new ArrayList<Effect>();
        turnPeriod(now);
        switch (event) {
            case Event.ConditionsChanged(var changed) -> conditions = Optional.of(changed);
            case Event.ConsentChanged(var given) -> policy = policy.withConsent(given);
            case Event.Uploaded(var bytes) -> usage = new Usage(usage.periodStart(), usage.uploadedBytes() + bytes);
            case Event.DeadlinePassed() -> {} // What follows looks at the time.
        }
        border = policy.hours().nextBorder(now);
        var next = conditions.map(known -> judge(known, now));
        if (!next.equals(verdict)) {
            verdict = next;
            next.ifPresent(effects::add);
        }
        if (Math.abs(usage.uploadedBytes() - rememberedBytes) >= REMEMBER_EACH_BYTES || isNewlySpent()) {
            rememberedBytes = usage.uploadedBytes();
            effects.add(new Effect.Remember(usage));
        }
        return effects;
    }

    /** The next border of the allowed hours, or the end of the period while the quota is what keeps us from uploading. */
    @Override
    public Optional<Instant> nextDeadline() {
        var periodEnd = verdict.filter(new Effect.Forbid(Reason.QUOTA_SPENT)::equals)
                .map(spent -> usage.periodStart().plus(policy.quotaPeriod()));
        return Stream.concat(periodEnd.stream(), border.stream()).min(Instant::compareTo);
    }

    @Override
    public Event deadlinePassed() {
        return new Event.DeadlinePassed();
    }

    /** What was uploaded in this period. */
    public Usage usage() {
        return usage;
    }

    private void turnPeriod(Instant now) {
        boolean clockWentBack = now.isBefore(usage.periodStart());
        if (clockWentBack || !now.isBefore(usage.periodStart().plus(policy.quotaPeriod()))) {
            usage = new Usage(now, 0);
            rememberedBytes = 0;
        }
    }

    private boolean isNewlySpent() {
        return usage.uploadedBytes() >= policy.quotaBytes() && rememberedBytes < usage.uploadedBytes();
    }

    private Effect judge(Conditions device, Instant now) {
        return objection(device, now)
                .<Effect>map(Effect.Forbid::new)
                .orElseGet(() -> new Effect.Allow(policy.rateBitsPerSecond()));
    }

    private Optional<Reason> objection(Conditions device, Instant now) {
        if (!policy.consent()) {
            return Optional.of(Reason.NO_CONSENT);
        }
        var ofDevice = objection(device);
        if (ofDevice.isPresent()) {
            return ofDevice;
        }
        if (!policy.hours().contain(now)) {
            return Optional.of(Reason.OUT_OF_HOURS);
        }
        return usage.uploadedBytes() >= policy.quotaBytes() ? Optional.of(Reason.QUOTA_SPENT) : Optional.empty();
    }

    private Optional<Reason> objection(Conditions device) {
        if (device.metered() != Known.NO && !policy.onMetered()) {
            return Optional.of(device.metered() == Known.YES ? Reason.METERED : Reason.IN_DOUBT);
        }
        if (device.roaming() != Known.NO && !policy.whileRoaming()) {
            return Optional.of(device.roaming() == Known.YES ? Reason.ROAMING : Reason.IN_DOUBT);
        }
        if (device.charging() || policy.minBatteryPercent() == 0) {
            return Optional.empty();
        }
        if (device.batteryPercent().isEmpty()) {
            return Optional.of(Reason.IN_DOUBT);
        }
        boolean low = device.batteryPercent().getAsInt() < policy.minBatteryPercent();
        return low ? Optional.of(Reason.BATTERY_LOW) : Optional.empty();
    }
}
