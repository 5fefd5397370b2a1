package dev.patchwave.client.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.client.core.Conditions;
import dev.patchwave.client.core.Known;
import dev.patchwave.client.disk.PowerSupply;
import dev.patchwave.config.BadValue;
import java.util.OptionalInt;

/**
 * What the device knows of its access and its battery; an embedding program that learns of changes tells them to
 * {@link ImsClient#conditions(Conditions)}.
 *
 * @param metered not said is not known
 * @param roaming not said is not known
 * @param charging read from the system unless it is given here
 * @param batteryPercent 0 to 100; read from the system unless it is given here
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Device(Boolean metered, Boolean roaming, Boolean charging, Integer batteryPercent) {
    public Device {
        if (batteryPercent != null) {
            batteryPercent = BadValue.inRange("batteryPercent", batteryPercent, 100, 0, 100);
        }
    }

    Conditions conditions(PowerSupply power) {
        return new Conditions(
                Known.of(metered),
                Known.of(roaming),
                charging == null ? power.charging() : charging,
                batteryPercent == null ? power.batteryPercent() : OptionalInt.of(batteryPercent));
    }
}
