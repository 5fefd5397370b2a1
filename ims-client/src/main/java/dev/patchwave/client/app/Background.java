package dev.patchwave.client.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.BitRate;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.http.YieldPolicy;
import dev.patchwave.release.Manifest;
import java.time.Duration;

/**
 * How a client gives way to the user's own traffic.
 *
 * @param yields false: goes as fast as the caps and the network allow
 * @param downloads false: only uploads give way
 * @param targetDelay how much queueing it may cause
 * @param floor what is moved whatever the delay; by default a twentieth of the cap, 256 kbit/s at least
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Background(Boolean yields, Boolean downloads, TimeSpan targetDelay, BitRate floor) {
    public Background {
        yields = BadValue.orElse(yields, true);
        downloads = BadValue.orElse(downloads, true);
        targetDelay = BadValue.orElse(targetDelay, new TimeSpan(YieldPolicy.USUAL_TARGET));
        if (!YieldPolicy.allowsTarget(targetDelay.duration())) {
            throw new BadValue("targetDelay", targetDelay, "5ms to 1s");
        }
    }

    YieldPolicy policy(BitRate cap) {
        var usual = YieldPolicy.under(cap.bitsPerSecond(), targetDelay.duration());
        return floor == null ? usual : usual.withFloor(floor.bitsPerSecond());
    }

    /** Twice what a fetch takes at the floor: who gives way must not give up what it has fetched so far. */
    Duration patience(Duration usual, BitRate downlink, int fetches) {
        double bits = 8.0 * fetches * Manifest.DEFAULT_SEGMENT_SIZE_BYTES;
        var atFloor = Duration.ofSeconds(Math.round(2 * bits / policy(downlink).floorBitsPerSecond()));
        return yields && downloads && atFloor.compareTo(usual) > 0 ? atFloor : usual;
    }
}
