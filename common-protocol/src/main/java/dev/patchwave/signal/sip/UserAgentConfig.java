package dev.patchwave.signal.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who a user agent is and whom it talks to.
 *
 * @param identity the public identity it registers
 * @param instance the device
 * @param credentials what it answers challenges with
 * @param registrarUri request URI of REGISTER: the home domain, such as {@code sip:op.example}
 * @param serviceUri whom it subscribes to, such as {@code sip:software@op.example}
 * @param proxy the P-CSCF, a SIP URI such as {@code sip:192.0.2.10:5060;transport=tcp}; with it the agent is a user equipment of an IMS
 *     network (TS 24.229 5.1): it obeys Service-Route, P-Associated-URI and GRUU of the registrar, names its identity in
 *     P-Preferred-Identity, and registers anew when the network seems to have lost it
 * @param routes without a proxy: values of Route for everything outside dialogs, topmost first: the source, such as
 *     {@code <sip:192.0.2.1:5060;lr>}; none when the URIs resolve by themselves
 * @param accessNetwork value of P-Access-Network-Info, when the device knows it
 * @param contactParameters more parameters of Contact, each such as {@code +g.3gpp.icsi-ref="urn%3A..."}
 * @param transport by which it wants to be reached
 * @param expires what it asks for, registration and subscription, 1 s or more
 * @param retries how it comes back after failures
 */
public record UserAgentConfig(
        SubscriberId identity,
        InstanceId instance,
        SipCredentials credentials,
        String registrarUri,
        String serviceUri,
        Optional<String> proxy,
        List<String> routes,
        Optional<String> accessNetwork,
        List<String> contactParameters,
        SipTransport transport,
        Duration expires,
        RetryPolicy retries) {
    private static final Duration A_DAY = Duration.ofDays(1);

    public UserAgentConfig {
        proxy.ifPresent(SipUri::parse);
        routes = List.copyOf(routes);
        contactParameters = List.copyOf(contactParameters);
        if (expires.toSeconds() < 1) {
            throw new IllegalArgumentException("expires " + expires + ": expected 1 s or more");
        }
    }

    /** By UDP, for a day at a time, with the back-off of RFC 5626, without routes and extras. */
    public static UserAgentConfig of(
            SubscriberId identity,
            InstanceId instance,
            SipCredentials credentials,
            String registrarUri,
            String serviceUri) {
        return new UserAgentConfig(
                identity,
                instance,
                credentials,
                registrarUri,
                serviceUri,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                SipTransport.UDP,
                A_DAY,
                RetryPolicy.RFC_5626);
    }

    public UserAgentConfig withRoute(String value) {
        return copy(proxy, List.of(value), accessNetwork, contactParameters, transport, expires, retries);
    }

    /** Behind a P-CSCF, reached by the transport that its URI names, UDP otherwise. */
    public UserAgentConfig withProxy(String uri) {
        SipTransport by = SipUri.parse(uri).transport().orElse(SipTransport.UDP);
        return copy(Optional.of(uri), routes, accessNetwork, contactParameters, by, expires, retries);
    }

    public UserAgentConfig withAccessNetwork(String value) {
        return copy(proxy, routes, Optional.of(value), contactParameters, transport, expires, retries);
    }

    public UserAgentConfig withContactParameters(List<String> parameters) {
        return copy(proxy, routes, accessNetwork, parameters, transport, expires, retries);
    }

    public UserAgentConfig withTransport(SipTransport other) {
        return copy(proxy, routes, accessNetwork, contactParameters, other, expires, retries);
    }

    public UserAgentConfig withExpires(Duration other) {
        return copy(proxy, routes, accessNetwork, contactParameters, transport, other, retries);
    }

    public UserAgentConfig withRetries(RetryPolicy other) {
        return copy(proxy, routes, accessNetwork, contactParameters, transport, expires, other);
    }

    private UserAgentConfig copy(
            Optional<String> proxy,
            List<String> routes,
            Optional<String> accessNetwork,
            List<String> contactParameters,
            SipTransport transport,
            Duration expires,
            RetryPolicy retries) {
        return new UserAgentConfig(
                identity,
                instance,
                credentials,
                registrarUri,
                serviceUri,
                proxy,
                routes,
                accessNetwork,
                contactParameters,
                transport,
                expires,
                retries);
    }
}
