package dev.patchwave.source.ims;

import dev.patchwave.source.core.AddressPrefix;
import java.net.InetAddress;
import java.util.List;

/**
 * The IMS core that the source stands behind.
 *
 * @param trusted where its CSCFs send from: headers that only the network may write are believed from there (RFC 3325 2.3), and
 *     from nowhere else
 * @param nextHop SIP URI, without brackets, that requests of ours outside a dialog go to: an I-CSCF or S-CSCF
 * @param homeNetwork the operator's name, as orig-ioi in charging vectors (RFC 7315 4.6)
 */
public record ImsCore(List<AddressPrefix> trusted, String nextHop, String homeNetwork) {
    public ImsCore {
        trusted = List.copyOf(trusted);
    }

    /** Whether a request from this address comes from the trust domain. */
    public boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }

    /** The Route that requests of ours take first. */
    String route() {
        return "<" + nextHop + ";lr>";
    }
}
