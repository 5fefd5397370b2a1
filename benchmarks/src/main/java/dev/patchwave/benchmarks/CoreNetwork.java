package dev.patchwave.benchmarks;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The part of an IMS core that SIPp does not play: an admin behind it, and somebody who takes what the source sends out of dialog. */
final class CoreNetwork implements AutoCloseable {
    static final String ADMIN = "sip:operator@op.example";
    private static final String ADMIN_SERVICE = "sip:software-admin@op.example";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SipEndpoint endpoint;

    CoreNetwork() throws IOException {
        endpoint = SipEndpoint.of(SipEndpointConfig.of(Sipp.HOST, 0, "core"));
        endpoint.start((request, answer) -> answer.send(SipResponse.of(200)));
    }

    /** Where the source sends what starts there. */
    String uri() {
        return endpoint.localUri();
    }

    /** An admin forces {@code release} on all of {@code domain}. @throws IOException when the source does not take the order */
    void force(String sourceAddress, String campaign, String release, String domain) throws IOException {
        var command = new Signal.CampaignCommand(
                new CampaignId(campaign),
                Manner.FORCED,
                ReleaseId.parse(release),
                new Audience.Domains(List.of(new DomainId(domain))),
                Duration.ofDays(1),
                Duration.ZERO);
        int status = send(OutgoingRequest.to("MESSAGE", ADMIN_SERVICE)
                .from(ADMIN, "admin")
                .callId("force-" + campaign)
                .route("<sip:" + sourceAddress + ";lr>")
                .header("P-Asserted-Identity", "<" + ADMIN + ">")
                .body(SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(command)))
                .build());
        if (status != 200) {
            throw new IOException("the source answered " + status + " to an order");
        }
    }

    private int send(OutgoingRequest request) throws IOException {
        try {
            return endpoint.send(request, PATIENCE)
                    .get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS)
                    .status();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the source does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
