package dev.patchwave.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved. Any thread. */
public final class StandingClock extends Clock {
    private volatile Instant now;

    public StandingClock(Instant begin) {
        this.now = begin;
    }

    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    public void set(Instant newNow) {
        now = newNow;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
