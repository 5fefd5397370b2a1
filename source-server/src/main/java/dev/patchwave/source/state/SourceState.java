package dev.patchwave.source.state;

import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.source.core.ResumeRecord;
import java.util.ArrayList;
import java.util.List;

/** What was found in the store at the start, beside what the campaigns are told one by one; in the form in which it is used. */
public record SourceState(List<ResumeRecord> resumes, List<Binding> bindings, MemorySubscriptionStore subscriptions) {
    /** Nothing, to be filled by {@link StateKeeper#load}. */
    public SourceState() {
        this(new ArrayList<>(), new ArrayList<>(), new MemorySubscriptionStore());
    }
}
