package dev.patchwave.signal.sip;

import dev.patchwave.signal.aka.AkaModule;

/**
 * A subscriber whose key lies in an ISIM, a USIM or what stands for one (RFC 3310).
 *
 * @param username the private identity, e.g. {@code alice@op.example}; 1 to 200 characters, none of them a control
 * @param module answers challenges; used by one agent only
 */
public record AkaCredentials(String username, AkaModule module) implements SipCredentials {
    public AkaCredentials {
        DigestCredentials.require(username, "username");
    }
}
