package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * The topmost Via of a sender of before RFC 3261, which put no magic cookie into its branch. To the stack it has one, made of what tells
 * such requests apart (RFC 3261 17.2.3); to the sender it goes back as it came. Without that the stack asks every open transaction
 * whose the request is, and dies of those that have forgotten their own.
 */
final class LegacyVia extends Via {
    private static final String COOKIE = "z9hG4bK"; // RFC 3261 8.1.1.7

    private final String key;

    private LegacyVia(Via via, String key) {
        this.key = key;
        setSentProtocol(via.getSentProtocol());
        setSentBy(via.getSentBy());
        setParameters(via.getParameters());
    }

    /** Puts one in the place of a topmost Via that has no magic cookie. */
    static void replaceIn(SIPRequest request) {
        Via top = request.getTopmostVia();
        String branch = top.getBranch();
        if (branch != null && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length())) {
            return;
        }
        ViaList vias = request.getViaHeaders();
        vias.removeFirst();
        vias.addFirst(new LegacyVia(top, COOKIE + "-legacy-" + identity(request, top)));
    }

    private static String identity(SIPRequest request, Via top) {
        String all = String.join(
                "\n",
                String.valueOf(request.getRequestURI()),
                String.valueOf(request.getFromTag()),
                String.valueOf(request.getToTag()),
                request.getCallId().getCallId(),
                Long.toString(request.getCSeq().getSeqNumber()),
                top.encode().toLowerCase(Locale.ROOT));
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public String getBranch() {
        return key;
    }

    /** The stack sets what it has got from us. */
    @Override
    public void setBranch(String branch) {}
}
