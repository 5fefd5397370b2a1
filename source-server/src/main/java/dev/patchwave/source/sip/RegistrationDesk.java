package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.Registrar;
import dev.patchwave.signal.sip.RegistrationFact;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.core.AccessNetwork;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.core.Location;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.StoreOutOfRoom;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * REGISTER in standalone mode: the registrar decides, bindings become durable, then the answer leaves and the campaigns hear of
 * it. What a device says of its place is its own word, whatever marks it carries (RFC 7315 4.4). Any thread.
 */
final class RegistrationDesk implements Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationDesk.class);

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final Registrar registrar;
    private final DomainResolver domains;
    private final Predicate<SubscriberId> mayBeClient;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final Clock clock;
    private final Executor afterwards;

    /**
     * @param mayBeClient false for those whose mere registration makes them no target of a campaign
     * @param afterwards runs what waits for the disk, in order, on one thread
     */
    RegistrationDesk(
            Registrar registrar,
            DomainResolver domains,
            Predicate<SubscriberId> mayBeClient,
            StateKeeper keeper,
            CampaignInbox campaigns,
            Clock clock,
            Executor afterwards) {
        this.registrar = registrar;
        this.domains = domains;
        this.mayBeClient = mayBeClient;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.clock = clock;
        this.afterwards = afterwards;
    }

    void restore(Collection<Binding> bindings) {
        bindings.forEach(registrar::restore);
    }

    @Override
    public void handle(SipRequest request, SipAnswer answer) {
        if (!keeper.hasRoom()) {
            answer.send(SipResponse.later(COME_BACK));
            return;
        }
        Registrar.Result result = registrar.register(request, clock.instant());
        try {
            result.facts().forEach(this::keep);
        } catch (StoreOutOfRoom e) {
            answer.send(SipResponse.later(COME_BACK));
            return;
        }
        keeper.whenDurable(
                () -> {
                    answer.send(result.response());
                    result.facts().forEach(this::tell);
                },
                afterwards);
    }

    /** To be called every second or so. The campaigns count the time by themselves. */
    @Override
    public void expire() {
        registrar.expire(clock.instant()).forEach(this::keepExpired);
    }

    private void keepExpired(RegistrationFact fact) {
        try {
            keep(fact);
        } catch (StoreOutOfRoom e) {
            LOG.atDebug().log("a binding that is over stays on disk until the next start");
        }
    }

    @Override
    public DomainResolver.Resolution locate(SipRequest request) {
        return locate(
                request.headers().all("P-Access-Network-Info"), request.remote().getAddress());
    }

    @Override
    public Optional<RequestTarget> reach(SubscriberId subscriber, InstanceId instance) {
        return registrar.bindings(subscriber, clock.instant()).stream()
                .filter(binding -> Devices.of(binding).equals(instance))
                .findFirst()
                .map(RegistrationDesk::target);
    }

    @Override
    public List<RequestTarget> reachAll(SubscriberId subscriber) {
        return registrar.bindings(subscriber, clock.instant()).stream()
                .map(RegistrationDesk::target)
                .toList();
    }

    /** Without a core nobody speaks of charging. */
    @Override
    public Charging charging(SubscriberId subscriber) {
        return Charging.NONE;
    }

    private static RequestTarget target(Binding binding) {
        return new RequestTarget(binding.contactUri(), List.of(), SipHeaders.NONE);
    }

    /** Where a device is by what it and its network address say. */
    private DomainResolver.Resolution locate(List<String> accessNetworkInfo, InetAddress address) {
        List<AccessNetwork> access = accessNetworkInfo.stream()
                .flatMap(value -> AccessNetwork.parse(value).stream())
                .map(network -> new AccessNetwork(network.cell(), false))
                .toList();
        return domains.resolve(new Location(access, Optional.empty(), Optional.of(address)));
    }

    private void keep(RegistrationFact fact) {
        switch (fact) {
            case RegistrationFact.Registered(var binding, boolean refreshed) -> keeper.keep(binding);
            case RegistrationFact.Unregistered(var binding) -> keeper.forget(binding);
            case RegistrationFact.Expired(var binding) -> keeper.forget(binding);
        }
    }

    private void tell(RegistrationFact fact) {
        Binding binding = fact.binding();
        if (!mayBeClient.test(binding.subscriber())) {
            return;
        }
        switch (fact) {
            case RegistrationFact.Registered registered -> registered(binding, registered.refreshed());
            case RegistrationFact.Unregistered gone ->
                campaigns.offer(new CampaignEvent.Unregistered(Devices.of(binding)));
            case RegistrationFact.Expired over -> {}
        }
    }

    private void registered(Binding binding, boolean refreshed) {
        var place = locate(binding.accessNetworkInfo(), binding.remote().getAddress());
        LOG.atDebug()
                .addKeyValue("instance", Devices.of(binding))
                .addKeyValue("domain", place.domain())
                .addKeyValue("reason", place.reason())
                .addKeyValue("refreshed", refreshed)
                .log("registered");
        campaigns.offer(new CampaignEvent.Registered(
                binding.subscriber(), Devices.of(binding), place.domain(), binding.expires()));
    }
}
