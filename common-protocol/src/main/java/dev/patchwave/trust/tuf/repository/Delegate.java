package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TufProblem;
import java.util.List;
import java.util.SortedMap;

/** A role that the targets role trusts for some targets: here, a product for its releases. */
public record Delegate(String role, KeySet keys, List<String> paths, boolean terminating) {
    public Delegate {
        paths = List.copyOf(paths);
    }

    /** A product, trusted for its own releases alone; nobody else is asked about them then. */
    public static Delegate ofProduct(String product, KeySet keys) {
        return new Delegate(product, keys, List.of(product + "/*"), true);
    }

    public Delegate withKeys(KeySet others) {
        return new Delegate(role, others, paths, terminating);
    }

    Json.Members json() {
        return keys.fields()
                .text("name", role)
                .texts("paths", paths)
                .flag("terminating", terminating)
                .build();
    }

    static Delegate read(Fields role, SortedMap<String, Json> described) throws TufProblem {
        return new Delegate(
                role.text("name"), KeySet.read(role, described), role.texts("paths"), role.flag("terminating", false));
    }
}
