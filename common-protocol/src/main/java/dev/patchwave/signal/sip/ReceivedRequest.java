package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.message.SIPRequest;
import java.text.ParseException;

/**
 * A request as {@link MessageReader} made it. The stack drops one that lacks what its method needs and tells nobody; not so with this.
 */
final class ReceivedRequest extends SIPRequest {
    /** For a skeleton. */
    ReceivedRequest() {}

    ReceivedRequest(RequestLine line) {
        setRequestLine(line);
    }

    /** The reader has checked; see {@link #checkAll()}. */
    @Override
    public void checkHeaders() {}

    /**
     * Asks for what the method cannot do without. INVITE is not taken here, whatever else it lacks.
     *
     * @throws ParseException when it is not there
     */
    void checkAll() throws ParseException {
        if (!getMethod().equals("INVITE")) {
            super.checkHeaders();
        }
    }
}
