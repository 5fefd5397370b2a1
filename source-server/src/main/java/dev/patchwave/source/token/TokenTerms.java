package dev.patchwave.source.token;

import dev.patchwave.signal.DomainId;
import dev.patchwave.token.TokenClaims;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What tokens are good for.
 *
 * @param issuer the service identity
 * @param lifetime of a token, whole seconds
 * @param publishedBefore how long a new key is published before it signs
 * @param beyond for each domain the others where its clients may fetch too; a domain that is missing: everywhere
 */
public record TokenTerms(
        String issuer,
        Duration lifetime,
        Duration clockSkew,
        Duration publishedBefore,
        Map<DomainId, List<DomainId>> beyond) {
    /** Where a client of {@code home} may fetch, its own domain first. */
    List<String> domains(DomainId home) {
        var domains = new ArrayList<>(List.of(home.value()));
        List<DomainId> others = beyond.get(home);
        if (others == null) {
            domains.add(TokenClaims.EVERYWHERE);
        } else {
            others.forEach(other -> domains.add(other.value()));
        }
        return domains;
    }
}
