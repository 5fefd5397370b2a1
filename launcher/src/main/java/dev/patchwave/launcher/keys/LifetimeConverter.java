package dev.patchwave.launcher.keys;

import dev.patchwave.config.TimeSpan;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as configurations write it, at least a second. */
final class LifetimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            Duration time = TimeSpan.parse(text).duration();
            if (time.toSeconds() >= 1) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        throw new TypeConversionException("'" + text + "' is shorter than a second");
    }
}
