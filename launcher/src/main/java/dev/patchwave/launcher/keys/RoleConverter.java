package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.TopLevelRole;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a top-level role, as metadata writes it. */
final class RoleConverter implements ITypeConverter<TopLevelRole> {
    @Override
    public TopLevelRole convert(String text) {
        for (TopLevelRole role : TopLevelRole.values()) {
            if (role.roleName().equals(text.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new TypeConversionException("'" + text + "' is no role; allowed: root, targets, snapshot or timestamp");
    }
}
