package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link SubscriptionStore} keeps to. */
public abstract class SubscriptionStoreContract {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final SubscriberId ALICE = subscriber(0);
    private static final SubscriberId BOB = subscriber(1);
    private static final int STEPS = 1_500;

    /** An empty one. */
    protected abstract SubscriptionStore store();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 10);
    }

    @Test
    void whatWasPutIsThereUntilItIsDeleted() {
        SubscriptionStore store = store();
        SubscriptionRecord record = record("a", ALICE, 60);
        store.put(record);

        assertEquals(Optional.of(record), store.get("a"));
        assertEquals(Optional.empty(), store.get("b"));
        assertEquals(1, store.count());

        store.delete("b");
        store.delete("a");

        assertEquals(Optional.empty(), store.get("a"));
        assertEquals(List.of(), store.ofSubscriber(ALICE));
        assertEquals(List.of(), store.over(T0.plusSeconds(60), 10));
        assertEquals(0, store.count());
    }

    @Test
    void aRecordTakesThePlaceOfTheOneOfTheSameId() {
        SubscriptionStore store = store();
        store.put(record("a", ALICE, 60));
        SubscriptionRecord longer = record("a", BOB, 120);
        store.put(longer);

        assertEquals(Optional.of(longer), store.get("a"));
        assertEquals(List.of(), store.ofSubscriber(ALICE));
        assertEquals(List.of(longer), store.ofSubscriber(BOB));
        assertEquals(List.of(), store.over(T0.plusSeconds(119), 10));
        assertEquals(List.of(longer), store.over(T0.plusSeconds(120), 10));
        assertEquals(1, store.count());
    }

    @Test
    void subscribersHaveTheirOwn() {
        SubscriptionStore store = store();
        store.put(record("b", ALICE, 60));
        store.put(record("a", ALICE, 60));
        store.put(record("c", BOB, 60));

        assertEquals(List.of(record("a", ALICE, 60), record("b", ALICE, 60)), store.ofSubscriber(ALICE));
        assertEquals(List.of(record("c", BOB, 60)), store.ofSubscriber(BOB));
        assertEquals(List.of(), store.ofSubscriber(subscriber(2)));
    }

    @Test
    void whatIsOverComesInOrderOfItsEnd() {
        SubscriptionStore store = store();
        for (int seconds : new int[] {40, 10, 30, 20, 50}) {
            store.put(record("until " + seconds, ALICE, seconds));
        }

        assertEquals(List.of("until 10", "until 20", "until 30"), ids(store.over(T0.plusSeconds(30), 10)));
        assertEquals(List.of("until 10", "until 20"), ids(store.over(T0.plusSeconds(30), 2)));
        assertEquals(List.of(), store.over(T0.plusSeconds(9), 10));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithAMapWhateverHappens(long seed) {
        var random = new Random(seed);
        SubscriptionStore store = store();
        Map<String, SubscriptionRecord> model = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            String id = "id" + random.nextInt(200);
            if (random.nextInt(3) == 0) {
                store.delete(id);
                model.remove(id);
            } else {
                SubscriptionRecord record = random(random, id);
                store.put(record);
                model.put(id, record);
            }
            check(store, model, random, "seed " + seed + " step " + step);
        }
    }

    private static void check(
            SubscriptionStore store, Map<String, SubscriptionRecord> model, Random random, String where) {
        String id = "id" + random.nextInt(200);
        assertEquals(Optional.ofNullable(model.get(id)), store.get(id), where);
        assertEquals(model.size(), store.count(), where);
        SubscriberId subscriber = subscriber(random.nextInt(30));
        assertEquals(
                model.values().stream()
                        .filter(record -> record.subscriber().equals(subscriber))
                        .toList(),
                store.ofSubscriber(subscriber),
                where);
        Instant now = T0.plusMillis(random.nextInt(5_000));
        int most = random.nextInt(10);
        List<SubscriptionRecord> over = store.over(now, most);
        over.forEach(record -> assertEquals(model.get(record.id()), record, where));
        assertEquals(
                model.values().stream()
                        .filter(record -> record.isOver(now))
                        .map(SubscriptionRecord::expires)
                        .sorted(Comparator.naturalOrder())
                        .limit(most)
                        .toList(),
                over.stream().map(SubscriptionRecord::expires).toList(),
                where);
        assertEquals(over.size(), ids(over).stream().distinct().count(), where);
    }

    private static List<String> ids(List<SubscriptionRecord> records) {
        return records.stream().map(SubscriptionRecord::id).toList();
    }

    private static SubscriberId subscriber(int number) {
        return new SubscriberId("sip:user" + number + "@op.example");
    }

    private static SubscriptionRecord record(String id, SubscriberId subscriber, int seconds) {
        return new SubscriptionRecord(
                id,
                "call-" + id,
                "tag",
                "sip:software@op.example",
                subscriber.uri(),
                List.of("<sip:10.60.0.12:5060;lr=on;ftag=4f2a91c3;did=7c1.4e2>"),
                "sip:user@10.1.2.3:5062",
                1,
                2,
                "0",
                T0.plusSeconds(seconds),
                Optional.empty(),
                new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "4.2.0"),
                subscriber,
                Optional.empty(),
                SipTransport.UDP);
    }

    /** By one of several proxies or none, of any product, some of them under another name. */
    private static SubscriptionRecord random(Random random, String id) {
        SubscriberId subscriber = subscriber(random.nextInt(30));
        String proxy = "<sip:10.60.0." + random.nextInt(3) + ";lr;ftag=" + Long.toHexString(random.nextLong()) + ">";
        return new SubscriptionRecord(
                id,
                Long.toString(random.nextLong(), 36),
                Long.toHexString(random.nextLong()),
                "sip:software@op.example",
                random.nextInt(5) == 0 ? "sips:other@op.example" : subscriber.uri(),
                List.of(proxy, proxy, proxy).subList(0, random.nextInt(4)),
                "sip:\u00fcser@10.1.2." + random.nextInt(256) + ":5062",
                random.nextInt(1000),
                random.nextInt(1000),
                random.nextBoolean() ? "" : "7-0123456789ab",
                T0.plusMillis(random.nextInt(5_000)),
                random.nextBoolean() ? Optional.empty() : Optional.of("e" + random.nextInt(9)),
                new UaProfile(
                        random.nextBoolean() ? UaProfile.Type.DEVICE : UaProfile.Type.LOCAL_NETWORK,
                        "patchwave",
                        "ims-client",
                        "v" + random.nextInt(20)),
                subscriber,
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new InstanceId(new UUID(random.nextLong(), random.nextLong()))),
                random.nextBoolean() ? SipTransport.UDP : SipTransport.TCP);
    }
}
