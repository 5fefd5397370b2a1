package dev.patchwave.client.app;

import dev.patchwave.client.core.SharingHours;
import dev.patchwave.client.core.SharingPolicy;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.BitRate;
import dev.patchwave.config.ByteSize;
import dev.patchwave.config.DayHours;
import dev.patchwave.config.TimeSpan;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * When a client may upload to peers.
 *
 * @param consent of the user; without it nothing is ever uploaded
 * @param onMetered also where access is charged by volume, or the device does not know
 * @param whileRoaming also in a foreign network, or where the device does not know
 * @param hours of the day by the device's clock, such as {@code 22:00-06:00}; none is all day
 * @param quota bytes in each {@code quotaPeriod}
 */
public record Share(
        Boolean consent,
        Boolean onMetered,
        Boolean whileRoaming,
        Integer minBatteryPercent,
        List<DayHours> hours,
        ByteSize quota,
        TimeSpan quotaPeriod) {
    public Share {
        consent = BadValue.orElse(consent, false);
        onMetered = BadValue.orElse(onMetered, false);
        whileRoaming = BadValue.orElse(whileRoaming, false);
        minBatteryPercent = BadValue.inRange("minBatteryPercent", minBatteryPercent, 50, 0, 100);
        hours = hours == null ? List.of() : List.copyOf(hours);
        quota = BadValue.orElse(quota, ByteSize.parse("10GiB"));
        quotaPeriod = BadValue.orElse(quotaPeriod, TimeSpan.parse("1d"));
    }

    SharingPolicy policy(BitRate uplink) {
        return new SharingPolicy(
                consent,
                onMetered,
                whileRoaming,
                minBatteryPercent,
                uplink.bitsPerSecond(),
                quota.bytes(),
                longer(quotaPeriod.duration()),
                new SharingHours(
                        hours.stream()
                                .map(daily -> new SharingHours.Window(daily.from(), daily.to()))
                                .toList(),
                        ZoneId.systemDefault()));
    }

    private static Duration longer(Duration period) {
        return period.isPositive() ? period : Duration.ofMillis(1);
    }
}
