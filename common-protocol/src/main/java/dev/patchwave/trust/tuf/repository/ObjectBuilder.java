package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Json;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One JSON object, member by member. */
final class ObjectBuilder {
    private final SortedMap<String, Json> members = new TreeMap<>(Json.BY_CODE_POINT);

    ObjectBuilder put(String name, Json value) {
        members.put(name, value);
        return this;
    }

    ObjectBuilder text(String name, String value) {
        return put(name, new Json.Text(value));
    }

    ObjectBuilder whole(String name, long value) {
        return put(name, new Json.Whole(value));
    }

    ObjectBuilder flag(String name, boolean value) {
        return put(name, new Json.Flag(value));
    }

    ObjectBuilder texts(String name, List<String> values) {
        return put(
                name,
                new Json.Elements(values.stream().<Json>map(Json.Text::new).toList()));
    }

    Json.Members build() {
        return Json.Members.of(members);
    }
}
