package dev.patchwave.client.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What Linux says of the battery, from {@code /sys/class/power_supply}. Elsewhere, and on devices without a battery, it looks like
 * external power; a battery that does not say how full it is looks like one that is being used up.
 *
 * @param batteryPercent empty without a battery, or when it does not say
 */
public record PowerSupply(boolean charging, OptionalInt batteryPercent) {
    private static final Path SYSTEM = Path.of("/sys/class/power_supply");
    private static final PowerSupply EXTERNAL = new PowerSupply(true, OptionalInt.empty());
    private static final PowerSupply IN_DOUBT = new PowerSupply(false, OptionalInt.empty());

    /** As it is now. */
    public static PowerSupply now() {
        return read(SYSTEM);
    }

    static PowerSupply read(Path directory) {
        try (var supplies = Files.list(directory)) {
            for (var supply : supplies.sorted().toList()) {
                if (text(supply.resolve("type")).equals("Battery")) {
                    return battery(supply);
                }
            }
            return EXTERNAL;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return EXTERNAL; // No Linux, or one that knows of no power supply.
        } catch (IOException e) {
            return IN_DOUBT;
        }
    }

    private static PowerSupply battery(Path supply) {
        try {
            boolean discharging = text(supply.resolve("status")).equals("Discharging");
            int percent = Integer.parseInt(text(supply.resolve("capacity")));
            return new PowerSupply(!discharging, OptionalInt.of(Math.clamp(percent, 0, 100)));
        } catch (IOException | NumberFormatException e) {
            return IN_DOUBT; // A driver that does not say.
        }
    }

    private static String text(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.getFirst().strip();
    }
}
