package dev.patchwave.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header fields of a request or a response, in order; names match in any case (RFC 9110 5.1). Immutable. */
public final class Headers {
    public static final Headers NONE = new Headers(List.of());

    private final List<Field> fields;

    private record Field(String name, String value) {}

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    static Headers of(HttpHeaders netty) {
        return new Headers(netty.entries().stream()
                .map(entry -> new Field(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** Of one field. */
    public static Headers of(String name, String value) {
        return NONE.with(name, value);
    }

    /** These fields and one more at the end; a field of the same name stays. */
    public Headers with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Headers(List.copyOf(more));
    }

    /** The first value of a field. */
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** Every value of a field, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Visits name and value of each field, in order. */
    public void forEach(BiConsumer<String, String> visitor) {
        fields.forEach(field -> visitor.accept(field.name, field.value));
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
