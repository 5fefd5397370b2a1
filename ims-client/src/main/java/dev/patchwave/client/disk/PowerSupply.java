package dev.patchwave.client.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What Linux says of the battery, from {@code /sys/class/power_supply}. Elsewhere, and on devices without a battery, it looks like
 * external power.
 *
 * @param batteryPercent empty without a battery
 */
public record PowerSupply(boolean charging, OptionalInt batteryPercent) {
    private static final Path SYSTEM = Path.of("/sys/class/power_supply");
    private static final PowerSupply EXTERNAL = new PowerSupply(true, OptionalInt.empty());

    /** As it is now. */
    public static PowerSupply now() {
        return read(SYSTEM);
    }

    static PowerSupply read(Path directory) {
        try (var supplies = Files.list(directory)) {
            for (var supply : supplies.sorted().toList()) {
                if (text(supply.resolve("type")).equals("Battery")) {
                    boolean discharging = text(supply.resolve("status")).equals("Discharging");
                    int percent = Integer.parseInt(text(supply.resolve("capacity")));
                    return new PowerSupply(!discharging, OptionalInt.of(Math.clamp(percent, 0, 100)));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return EXTERNAL; // No such directory, or a driver that does not say.
        }
        return EXTERNAL;
    }

    private static String text(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.getFirst().strip();
    }
}
