package dev.patchwave.signal;

/**
 * What the other side sent is not a signal that we take: which field, what it held, and what would have been right. Its
 * message is one line, fit for a Warning header and the log. The answer to the sender is 400.
 */
public final class SignalProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String value;
    private final String allowed;

    /**
     * @param field its name in the message, or the name of the whole
     * @param value what it held; shortened and cleaned here
     * @param allowed what would have been right
     */
    public SignalProblem(String field, String value, String allowed) {
        super(field + " '" + SignalLimits.shortened(value) + "': " + SignalLimits.cleaned(allowed));
        this.field = field;
        this.value = SignalLimits.shortened(value);
        this.allowed = SignalLimits.cleaned(allowed);
    }

    public String field() {
        return field;
    }

    public String value() {
        return value;
    }

    public String allowed() {
        return allowed;
    }
}
