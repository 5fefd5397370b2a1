package dev.patchwave.source.ims;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Admission;
import dev.patchwave.signal.sip.RequestAdmission;
import dev.patchwave.signal.sip.SipAddress;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * The door behind an IMS core: whoever the core asserts (RFC 3325) comes in, in that name. A request inside a dialog carries no
 * assertion and is its subscriber's, as the core routed it along the dialog. All who come another way go to a stricter door. Any thread.
 */
public final class AssertedAdmission implements RequestAdmission {
    private static final String ASSERTED = "P-Asserted-Identity";

    private final ImsCore core;
    private final Function<SipRequest, Optional<SubscriberId>> dialogOwner;
    private final RequestAdmission others;

    /**
     * @param dialogOwner whose subscription a request inside a dialog belongs to; empty when there is none
     * @param others judges what does not come from the core
     */
    public AssertedAdmission(
            ImsCore core, Function<SipRequest, Optional<SubscriberId>> dialogOwner, RequestAdmission others) {
        this.core = core;
        this.dialogOwner = dialogOwner;
        this.others = others;
    }

    /** A door that lets nobody in: for who has no business here but through the core. */
    public static Admission nobody(SipRequest request, Instant now) {
        return refused("come by way of the IMS core", "request from outside the trust domain");
    }

    @Override
    public Admission admit(SipRequest request, Instant now) {
        if (!core.trusts(request.remote().getAddress())) {
            return others.admit(request, now);
        }
        if (request.headers().has(ASSERTED)) {
            return request.headers().addresses(ASSERTED).stream()
                    .flatMap(asserted -> identity(asserted).stream())
                    .findFirst()
                    .<Admission>map(Admission.Admitted::new)
                    .orElseGet(() -> refused("no SIP identity is asserted", "asserted identity is no SIP URI"));
        }
        return request.toTag()
                .map(tag -> inDialog(request))
                .orElseGet(() -> refused("an asserted identity is needed", "no asserted identity"));
    }

    /** One that belongs to no dialog of ours gets 481 (RFC 3261 12.2.2). */
    private Admission inDialog(SipRequest request) {
        return dialogOwner
                .apply(request)
                .<Admission>map(Admission.Admitted::new)
                .orElseGet(() -> new Admission.Refused(SipResponse.of(481), "no such dialog"));
    }

    private static Optional<SubscriberId> identity(SipAddress asserted) {
        try {
            return Optional.of(new SubscriberId(asserted.sipUri().addressOfRecord()));
        } catch (IllegalArgumentException ofAnotherScheme) {
            return Optional.empty(); // A tel URI beside the SIP one.
        }
    }

    private static Admission refused(String warning, String reason) {
        return new Admission.Refused(SipResponse.of(403, warning), reason);
    }
}
