package dev.patchwave.source.ims;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.RequestAdmission;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.source.sip.Identities;
import dev.patchwave.source.sip.OwnNetwork;
import dev.patchwave.source.sip.Registrations;
import dev.patchwave.source.sip.SipNetwork;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Behind an IMS core: it registers and authenticates, we believe it; whoever comes another way needs a password of ours. */
public final class CoreNetwork implements SipNetwork {
    private final ImsCore core;
    private final Identities identities;
    private final IscRegistrations registrations;

    public CoreNetwork(ImsCore core, Identities identities, IscRegistrations registrations) {
        this.core = core;
        this.identities = identities;
        this.registrations = registrations;
    }

    @Override
    public Registrations registrations(Executor afterwards) {
        return registrations;
    }

    @Override
    public RequestAdmission admission(Function<SipRequest, Optional<SubscriberId>> dialogOwner) {
        RequestAdmission others =
                identities.passwords().isEmpty() ? AssertedAdmission::nobody : OwnNetwork.digest(identities);
        return new AssertedAdmission(core, dialogOwner, others);
    }
}
