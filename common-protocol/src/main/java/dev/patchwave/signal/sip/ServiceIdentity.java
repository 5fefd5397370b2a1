package dev.patchwave.signal.sip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Whom a program obeys, and by what it knows that it is they who speak. Any thread.
 *
 * <p>Behind a proxy the network vouches: P-Asserted-Identity names the service, and the message came from the proxy's address, since
 * only there a forged one cannot have passed (RFC 3325 5). Without one the sender's name and the registrar's address must do.
 */
public final class ServiceIdentity {
    private static final String ASSERTED = "P-Asserted-Identity";

    private final String service;
    private final List<InetAddress> trusted;
    private final boolean isAsserted;

    private ServiceIdentity(String service, List<InetAddress> trusted, boolean isAsserted) {
        this.service = service;
        this.trusted = List.copyOf(trusted);
        this.isAsserted = isAsserted;
    }

    /** Of {@code service} where the network at {@code proxy} asserts it. @throws UnknownHostException for the proxy's host */
    public static ServiceIdentity assertedBy(String proxy, String service) throws UnknownHostException {
        return new ServiceIdentity(addressOfRecord(service), addresses(proxy), true);
    }

    /** Of {@code service}, which is the registrar itself. @throws UnknownHostException for the registrar's host */
    public static ServiceIdentity at(String registrar, String service) throws UnknownHostException {
        return new ServiceIdentity(addressOfRecord(service), addresses(registrar), false);
    }

    /** Whether the service sent a request outside dialogs, such as MESSAGE. */
    public boolean sent(SipRequest request) {
        if (!isFromTrusted(request)) {
            return false;
        }
        return isAsserted
                ? isAssertionOurs(request)
                : isOurs(request.headers().address(ASSERTED).orElse(request.from()));
    }

    /**
     * Whether the service sent a NOTIFY of a subscription of ours. Networks assert nothing inside dialogs; there it is the dialog's
     * unguessable tags, known to the service alone, and the proxy's address that vouch. What is asserted all the same must be right.
     */
    public boolean notified(SipRequest notify) {
        boolean isRightOrSilent = !notify.headers().has(ASSERTED) || isAssertionOurs(notify);
        return !isAsserted || (isFromTrusted(notify) && isRightOrSilent);
    }

    private boolean isFromTrusted(SipRequest request) {
        return trusted.contains(request.remote().getAddress());
    }

    /** At least one SIP URI is asserted, and each is the service's; a tel: beside it says nothing. */
    private boolean isAssertionOurs(SipRequest request) {
        var asserted = request.headers().addresses(ASSERTED).stream()
                .filter(address -> !address.uri().startsWith("tel:"))
                .toList();
        return !asserted.isEmpty() && asserted.stream().allMatch(this::isOurs);
    }

    private boolean isOurs(SipAddress address) {
        return addressOfRecord(address.uri()).equals(service);
    }

    private static String addressOfRecord(String uri) {
        try {
            return SipUri.parse(uri).addressOfRecord();
        } catch (IllegalArgumentException noSipUri) {
            return "";
        }
    }

    private static List<InetAddress> addresses(String uri) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(SipUri.parse(uri).host()));
    }
}
