package dev.patchwave.signal.sip;

class MemorySubscriptionStoreTest extends SubscriptionStoreContract {
    @Override
    protected SubscriptionStore store() {
        return new MemorySubscriptionStore();
    }
}
