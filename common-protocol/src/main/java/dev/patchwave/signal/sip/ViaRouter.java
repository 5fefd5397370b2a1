package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.HopImpl;
import java.util.Collections;
import java.util.ListIterator;
import javax.sip.SipException;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.message.Request;

/**
 * Sends a request to its topmost route or else its request URI, by the transport that its topmost Via names: so the endpoint alone
 * decides when a large request goes by TCP. Public because JAIN-SIP makes it by name.
 */
public final class ViaRouter implements Router {
    /** As the stack calls it; it needs neither. */
    public ViaRouter(SipStack stack, String outboundProxy) {}

    @Override
    public Hop getNextHop(Request request) throws SipException {
        SIPRequest sip = (SIPRequest) request;
        URI next = sip.getRouteHeaders() == null
                ? sip.getRequestURI()
                : ((Route) sip.getRouteHeaders().getFirst()).getAddress().getURI();
        if (!(next instanceof SipURI uri)) {
            throw new SipException("the next hop is no SIP URI");
        }
        String transport = sip.getTopmostVia().getTransport();
        int usual =
                transport.equalsIgnoreCase(SipTransport.TLS.token()) ? SipUri.DEFAULT_TLS_PORT : SipUri.DEFAULT_PORT;
        return new HopImpl(uri.getHost(), uri.getPort() > 0 ? uri.getPort() : usual, transport);
    }

    @Override
    public Hop getOutboundProxy() {
        return null; // There is none; the interface has no other word for it.
    }

    @Override
    @SuppressWarnings({"rawtypes", "deprecation"}) // The interface is older than generics, and must still be whole.
    public ListIterator getNextHops(Request request) {
        return Collections.emptyListIterator();
    }
}
