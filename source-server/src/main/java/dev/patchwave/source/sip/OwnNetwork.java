package dev.patchwave.source.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.DigestAdmission;
import dev.patchwave.signal.sip.DigestChallenge;
import dev.patchwave.signal.sip.ExpiryPolicy;
import dev.patchwave.signal.sip.Registrar;
import dev.patchwave.signal.sip.RegistrarLimits;
import dev.patchwave.signal.sip.RequestAdmission;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.state.StateKeeper;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Standalone mode: the source is its own registrar, and asks everybody for a password. */
public final class OwnNetwork implements SipNetwork {
    private final DigestAdmission admission;
    private final List<Binding> kept;
    private final DomainResolver domains;
    private final Predicate<SubscriberId> mayBeClient;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final RandomGenerator random;
    private final Clock clock;

    /**
     * @param kept the bindings of the last run
     * @param mayBeClient false for those whose mere registration makes them no target of a campaign
     */
    public OwnNetwork(
            Identities identities,
            List<Binding> kept,
            DomainResolver domains,
            Predicate<SubscriberId> mayBeClient,
            StateKeeper keeper,
            CampaignInbox campaigns,
            RandomGenerator random,
            Clock clock) {
        this.admission = digest(identities);
        this.kept = List.copyOf(kept);
        this.domains = domains;
        this.mayBeClient = mayBeClient;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.random = random;
        this.clock = clock;
    }

    /** Asks for the password of one of the identities. */
    public static DigestAdmission digest(Identities identities) {
        return new DigestAdmission(
                new DigestChallenge(identities.home(), identities.algorithms()), identities::passwordOf);
    }

    @Override
    public Registrations registrations(Executor afterwards) {
        var registrar = new Registrar(admission, ExpiryPolicy.USUAL, RegistrarLimits.USUAL, random);
        var desk = new RegistrationDesk(registrar, domains, mayBeClient, keeper, campaigns, clock, afterwards);
        desk.restore(kept);
        return desk;
    }

    @Override
    public RequestAdmission admission(Function<SipRequest, Optional<SubscriberId>> dialogOwner) {
        return admission;
    }
}
