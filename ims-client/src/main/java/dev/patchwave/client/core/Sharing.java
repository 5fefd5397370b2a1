package dev.patchwave.client.core;

import dev.patchwave.loop.Core;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this client may upload to others now: consent, metered access, roaming, battery and a quota of bytes in a period.
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
        QUOTA_SPENT
    }

    /** What was uploaded since {@code periodStart}. */
    public record Usage(Instant periodStart, long uploadedBytes) {}

    private final SharingPolicy policy;
    private Usage usage;
    private long rememberedBytes;
    private Optional<Conditions> conditions = Optional.empty();
    private Optional<Effect> verdict = Optional.empty();

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
            case Event.Uploaded(var bytes) -> usage = new Usage(usage.periodStart(), usage.uploadedBytes() + bytes);
            case Event.DeadlinePassed() -> {} // The new period is all there is to it.
        }
        var next = conditions.map(this::judge);
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

    /** The end of the period while the quota is what keeps us from uploading. */
    @Override
    public Optional<Instant> nextDeadline() {
        return verdict.filter(new Effect.Forbid(Reason.QUOTA_SPENT)::equals)
                .map(spent -> usage.periodStart().plus(policy.quotaPeriod()));
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

    private Effect judge(Conditions now) {
        if (!policy.consent()) {
            return new Effect.Forbid(Reason.NO_CONSENT);
        }
        if (now.metered() && !policy.onMetered()) {
            return new Effect.Forbid(Reason.METERED);
        }
        if (now.roaming() && !policy.whileRoaming()) {
            return new Effect.Forbid(Reason.ROAMING);
        }
        if (!now.charging() && now.batteryPercent().orElse(100) < policy.minBatteryPercent()) {
            return new Effect.Forbid(Reason.BATTERY_LOW);
        }
        if (usage.uploadedBytes() >= policy.quotaBytes()) {
            return new Effect.Forbid(Reason.QUOTA_SPENT);
        }
        return new Effect.Allow(policy.rateBitsPerSecond());
    }
}
