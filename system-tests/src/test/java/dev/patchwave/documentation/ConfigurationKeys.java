package dev.patchwave.documentation;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.config.HttpDoor;
import dev.patchwave.config.HttpTls;
import dev.patchwave.config.ScrubConfig;
import dev.patchwave.config.SipDoor;
import dev.patchwave.config.SipTls;
import dev.patchwave.config.StoreConfig;
import dev.patchwave.config.TokenUse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a configuration record as a file writes them, e.g. {@code sip.listen} or {@code domains[].name}, with defaults. */
final class ConfigurationKeys {
    private static final String NONE = "";

    private ConfigurationKeys() {}

    /**
     * Every key of {@code type} with its default as text; empty where there is none.
     *
     * @param minimal a file that says only what must be said
     */
    static SortedMap<String, String> of(Class<? extends Record> type, Path minimal) {
        var keys = new TreeMap<String, String>();
        collect(ConfigFile.load(minimal, type), type, NONE, keys);
        return keys;
    }

    private static void collect(Object value, Class<?> type, String prefix, SortedMap<String, String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + component.getName();
            Object inside = value == null ? null : read(component, value);
            if (isSection(component.getType())) {
                Object section = inside == null ? empty(component.getType()) : inside;
                collect(section, component.getType(), key + ".", keys);
            } else if (element(component.getGenericType()) instanceof Class<?> element && isSection(element)) {
                keys.put(key, NONE);
                collect(null, element, key + "[].", keys);
            } else {
                keys.put(key, inside == null || inside instanceof List<?> ? NONE : inside.toString());
            }
        }
    }

    /** A section that a file may leave out has the defaults of an empty one; none where something must be said in it. */
    private static Object empty(Class<?> section) {
        try {
            var canonical = section.getDeclaredConstructors()[0];
            return canonical.newInstance(new Object[canonical.getParameterCount()]);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException refused) {
            return null;
        }
    }

    /** A record of the program, the keys of a card, of TLS or of doors, where others of the {@code config} package are values. */
    private static boolean isSection(Class<?> type) {
        return type.isRecord()
                && (type.equals(SipTls.class)
                        || type.equals(HttpTls.class)
                        || type.equals(HttpDoor.class)
                        || type.equals(SipDoor.class)
                        || type.equals(TokenUse.class)
                        || type.equals(StoreConfig.class)
                        || type.equals(ScrubConfig.class)
                        || type.getPackageName().endsWith(".app")
                        || type.getPackageName().endsWith(".scenario")
                        || type.getPackageName().endsWith(".aka"));
    }

    private static Type element(Type type) {
        return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
    }

    private static Object read(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
