package dev.patchwave.source.state;

import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.source.core.ResumeRecord;
import dev.patchwave.source.core.StateRecord;
import java.util.List;

/** What was found in the store at the start. */
public record SourceState(
        List<StateRecord> campaigns,
        List<ResumeRecord> resumes,
        List<Binding> bindings,
        List<SubscriptionRecord> subscriptions) {}
