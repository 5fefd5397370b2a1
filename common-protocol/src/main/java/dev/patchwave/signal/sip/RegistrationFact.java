package dev.patchwave.signal.sip;

/** What changed in the registrar. */
public sealed interface RegistrationFact {
    Binding binding();

    /** A contact is there, for the first time or again; {@code refreshed} when it was there already. */
    record Registered(Binding binding, boolean refreshed) implements RegistrationFact {}

    /** A contact was taken back by its device, or made room for a newer one. */
    record Unregistered(Binding binding) implements RegistrationFact {}

    /** A contact was not refreshed in time. */
    record Expired(Binding binding) implements RegistrationFact {}
}
