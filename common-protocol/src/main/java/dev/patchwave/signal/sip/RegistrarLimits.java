package dev.patchwave.signal.sip;

/**
 * How much a registrar takes on.
 *
 * @param maxSubscribers beyond it new ones are told to come later
 * @param maxContactsPerSubscriber beyond it the contact that ends soonest makes room
 */
public record RegistrarLimits(int maxSubscribers, int maxContactsPerSubscriber) {
    /** A hundred thousand subscribers with eight devices each. */
    public static final RegistrarLimits USUAL = new RegistrarLimits(100_000, 8);

    public RegistrarLimits {
        if (maxSubscribers < 1 || maxContactsPerSubscriber < 1) {
            throw new IllegalArgumentException("registrar limits must be 1 or more");
        }
    }
}
