package dev.patchwave.source.ims;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.core.RegisteredDevice;
import dev.patchwave.source.sip.CampaignInbox;
import dev.patchwave.source.sip.Devices;
import dev.patchwave.source.sip.Registrations;
import dev.patchwave.source.sip.RequestTarget;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.StoreOutOfRoom;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registrations as an S-CSCF tells them by third-party REGISTER (TS 24.229 5.7.1.1). Each is answered at once, before anything is
 * done about it, since an S-CSCF may de-register a subscriber whose application server is slow. We are no registrar here: a REGISTER
 * from elsewhere is refused.
 *
 * <p>A device that neither carries our feature tag nor subscribed is sent nothing; and since a request to an identity reaches all of its
 * devices, none is sent there while a stranger is among them, unless one address of its own (GRUU) leads to ours. Any thread.
 */
public final class IscRegistrations implements Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(IscRegistrations.class);

    private final ImsCore core;
    private final SubscriberId service;
    private final DomainResolver domains;
    private final Predicate<SubscriberId> mayBeClient;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final RandomGenerator random;
    private final Clock clock;

    /**
     * @param service whom our requests are from
     * @param mayBeClient false for those whose mere registration makes them no target of a campaign
     * @param random makes charging identifiers
     */
    public IscRegistrations(
            ImsCore core,
            SubscriberId service,
            DomainResolver domains,
            Predicate<SubscriberId> mayBeClient,
            StateKeeper keeper,
            CampaignInbox campaigns,
            RandomGenerator random,
            Clock clock) {
        this.core = core;
        this.service = service;
        this.domains = domains;
        this.mayBeClient = mayBeClient;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public void handle(SipRequest request, SipAnswer answer) {
        if (!core.trusts(request.remote().getAddress())) {
            LOG.atWarn()
                    .addKeyValue("host", request.remote().getHostString())
                    .log("REGISTER refused: not from the core");
            answer.send(SipResponse.of(403, "register with the IMS core"));
            return;
        }
        answer.send(accepted(request));
        try {
            note(ThirdPartyRegister.of(request), request);
        } catch (IllegalArgumentException noIdentity) {
            LOG.atDebug()
                    .addKeyValue("reason", noIdentity.getMessage())
                    .log("registration of nobody whom we can serve");
        } catch (StoreOutOfRoom e) { // It is answered already.
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("a registration was not noted");
        }
    }

    /** What the core told counts for as long as it said; rows and campaigns look at the time by themselves. */
    @Override
    public void expire() {}

    @Override
    public DomainResolver.Resolution locate(SipRequest request) {
        return domains.resolve(
                core.trusts(request.remote().getAddress())
                        ? Whereabouts.throughTheCore(request, contactAddress(request))
                        : Whereabouts.byOwnWord(
                                request, Optional.of(request.remote().getAddress())));
    }

    @Override
    public Optional<RequestTarget> reach(SubscriberId subscriber, InstanceId instance) {
        List<RegisteredDevice> devices = keeper.devices(subscriber);
        Optional<RegisteredDevice> wanted = devices.stream()
                .filter(device -> device.instance().equals(instance) && device.carriesFeature())
                .findFirst();
        boolean alone = devices.stream().allMatch(RegisteredDevice::carriesFeature);
        return wanted.flatMap(
                        device -> device.gruu().or(() -> alone ? Optional.of(subscriber.uri()) : Optional.empty()))
                .map(this::target);
    }

    @Override
    public List<RequestTarget> reachAll(SubscriberId subscriber) {
        var target = target(subscriber.uri());
        return List.of(new RequestTarget(
                target.requestUri(), target.routes(), target.headers().without("Accept-Contact")));
    }

    @Override
    public Charging charging(SubscriberId subscriber) {
        return keeper.charging(subscriber);
    }

    private RequestTarget target(String uri) {
        return new RequestTarget(
                uri,
                List.of(core.route()),
                SipHeaders.of(
                        "P-Asserted-Identity",
                        "<" + service.uri() + ">",
                        "P-Charging-Vector",
                        String.format(
                                "icid-value=%016x%016x;orig-ioi=%s",
                                random.nextLong(), random.nextLong(), core.homeNetwork()),
                        "Accept-Contact",
                        FeatureTag.ACCEPT_CONTACT));
    }

    private void note(ThirdPartyRegister register, SipRequest request) {
        Instant now = clock.instant();
        if (!register.longest().isZero()) {
            keeper.keep(register.subscriber(), register.charging(), now.plus(register.longest()));
        }
        if (register.devices().isEmpty()) {
            noteSubscriber(register, request, now);
        } else {
            register.devices().forEach(device -> noteDevice(register, device, request, now));
        }
    }

    /** Nobody says of which device: those that subscribed before are meant. */
    private void noteSubscriber(ThirdPartyRegister register, SipRequest request, Instant now) {
        if (register.lasts().isZero()) {
            keeper.devices(register.subscriber()).forEach(keeper::forget);
            tell(new CampaignEvent.SubscriberUnregistered(register.subscriber()));
        } else {
            var place = place(register, request, Optional.empty());
            tell(new CampaignEvent.SubscriberRegistered(
                    register.subscriber(), place.domain(), now.plus(register.lasts())));
        }
    }

    private void noteDevice(
            ThirdPartyRegister register, ThirdPartyRegister.Device told, SipRequest request, Instant now) {
        InstanceId instance = Devices.of(register.subscriber(), told.instance(), told.contactUri());
        Instant until = now.plus(register.lasts(told));
        var device = new RegisteredDevice(
                register.subscriber(), instance, told.contactUri(), told.carriesFeature(), told.gruu(), until);
        if (register.lasts(told).isZero()) {
            keeper.forget(device);
            tell(new CampaignEvent.Unregistered(instance));
            return;
        }
        keeper.keep(device);
        var place = place(register, request, Whereabouts.address(told.contactUri()));
        LOG.atDebug()
                .addKeyValue("instance", instance)
                .addKeyValue("domain", place.domain())
                .addKeyValue("reason", place.reason())
                .addKeyValue("client", told.carriesFeature())
                .log("registered");
        if (told.carriesFeature() && mayBeClient.test(register.subscriber())) {
            tell(new CampaignEvent.Registered(register.subscriber(), instance, place.domain(), until));
        }
    }

    private DomainResolver.Resolution place(
            ThirdPartyRegister register, SipRequest request, Optional<InetAddress> address) {
        return domains.resolve(Whereabouts.told(request, register.visitedNetwork(), address));
    }

    private void tell(CampaignEvent event) {
        if (!campaigns.offer(event)) {
            LOG.warn("mailbox full, a registration was not noted");
        }
    }

    private static Optional<InetAddress> contactAddress(SipRequest request) {
        return request.contact().flatMap(contact -> Whereabouts.address(contact.uri()));
    }

    /** The same expiry, and nothing that costs time (TS 24.229 5.7.1.1). */
    private static SipResponse accepted(SipRequest request) {
        SipResponse ok = SipResponse.of(200);
        var expires = ThirdPartyRegister.expires(request);
        return expires.isPresent() ? ok.with("Expires", Long.toString(expires.getAsLong())) : ok;
    }
}
