package dev.patchwave.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who may do what only some may: asked before anything of what came is looked at. Any thread. */
@FunctionalInterface
public interface SenderCheck {
    /** Why this sender may not; empty when it may. */
    Optional<Response> refusal(Request request);

    /** Whoever comes. */
    static SenderCheck anybody() {
        return request -> Optional.empty();
    }

    /** Only who proves by certificate to be {@code name}, one of its DNS names (case does not matter) or URIs. */
    static SenderCheck named(String name) {
        return namedOneOf(List.of(name));
    }

    /** Only who proves by certificate to be one of {@code names}. */
    static SenderCheck namedOneOf(Collection<String> names) {
        var allowed = List.copyOf(names);
        return request -> {
            var proven = request.provenNames();
            boolean may = allowed.stream()
                    .anyMatch(name -> proven.filter(
                                    shown -> shown.contains(name) || shown.contains(name.toLowerCase(Locale.ROOT)))
                            .isPresent());
            return may ? Optional.empty() : Optional.of(refused(allowed, proven.isPresent()));
        };
    }

    private static Response refused(List<String> allowed, boolean shown) {
        return Problem.response(
                403,
                "only who shows a certificate for " + String.join(" or ", allowed) + " may do this; "
                        + (shown ? "the one shown is for somebody else" : "none was shown"));
    }
}
