package dev.patchwave.signal.sip;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
import java.util.Properties;
import javax.sip.SipStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every SIP message at TRACE, and only there. Public because JAIN-SIP makes it by name. */
public final class MessageLog implements ServerLogger {
    private static final Logger LOG = LoggerFactory.getLogger(MessageLog.class);

    /** The stack passes its properties; there is nothing to set. */
    public MessageLog() {}

    @Override
    public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {
        if (LOG.isTraceEnabled()) {
            LOG.atTrace().addKeyValue("from", from).addKeyValue("to", to).log(message.toString());
        }
    }

    @Override
    public void logMessage(SIPMessage message, String from, String to, String status, boolean sender, long time) {
        logMessage(message, from, to, sender, time);
    }

    @Override
    public void logMessage(SIPMessage message, String from, String to, String status, boolean sender) {
        logMessage(message, from, to, sender, 0);
    }

    @Override
    public void logException(Exception ex) {
        LOG.trace("SIP stack", ex);
    }

    @Override
    public void closeLogFile() {}

    @Override
    public void setStackProperties(Properties stackProperties) {}

    @Override
    public void setSipStack(SipStack sipStack) {}
}
