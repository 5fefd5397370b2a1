package dev.patchwave.signal.sip;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what JAIN-SIP has to say to SLF4J, so that no log4j is needed. Public because the stack makes it by name.
 *
 * <p>Its texts quote whole messages, with identities and credentials, hence they go to TRACE; what matters to an operator is
 * logged by the endpoint itself.
 */
public final class StackLog implements StackLogger {
    private static final Logger LOG = LoggerFactory.getLogger(StackLog.class);

    /** The stack passes its properties; there is nothing to set. */
    public StackLog() {}

    @Override
    public boolean isLoggingEnabled() {
        return LOG.isTraceEnabled();
    }

    @Override
    public boolean isLoggingEnabled(int logLevel) {
        return LOG.isTraceEnabled();
    }

    @Override
    public void logException(Throwable ex) {
        LOG.atDebug().addKeyValue("reason", ex.getClass().getName()).log("SIP stack met an exception");
        LOG.trace("SIP stack", ex);
    }

    @Override
    public void logFatalError(String message) {
        LOG.warn("SIP stack reports a fault of its own; details at TRACE");
        LOG.trace(message);
    }

    @Override
    public void logError(String message, Exception ex) {
        LOG.trace(message, ex);
    }

    @Override
    public void logDebug(String message, Exception ex) {
        LOG.trace(message, ex);
    }

    @Override
    public void logError(String message) {
        LOG.trace(message);
    }

    @Override
    public void logWarning(String message) {
        LOG.trace(message);
    }

    @Override
    public void logInfo(String message) {
        LOG.trace(message);
    }

    @Override
    public void logDebug(String message) {
        LOG.trace(message);
    }

    @Override
    public void logTrace(String message) {
        LOG.trace(message);
    }

    @Override
    public void logStackTrace() {}

    @Override
    public void logStackTrace(int traceLevel) {}

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void disableLogging() {}

    @Override
    public void enableLogging() {}

    @Override
    public void setBuildTimeStamp(String buildTimeStamp) {}

    @Override
    public void setStackProperties(Properties stackProperties) {}

    @Override
    public String getLoggerName() {
        return LOG.getName();
    }
}
