package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link SubscriptionStore} must do. */
public abstract class SubscriptionStoreContract {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final SubscriberId BOB = new SubscriberId("sip:bob@op.example");

    /** A new store that holds nothing. */
    protected abstract SubscriptionStore store();

    @Test
    void whatWasPutIsFoundByIdAndBySubscriber() {
        SubscriptionStore store = store();
        SubscriptionRecord one = record("id-1", ALICE, 100);
        SubscriptionRecord two = record("id-2", ALICE, 200);
        SubscriptionRecord three = record("id-3", BOB, 300);
        List.of(one, two, three).forEach(store::put);

        assertEquals(Optional.of(two), store.get("id-2"));
        assertEquals(Optional.empty(), store.get("id-4"));
        assertEquals(List.of(one, two), byId(store.ofSubscriber(ALICE)));
        assertEquals(List.of(three), store.ofSubscriber(BOB));
        assertEquals(List.of(), store.ofSubscriber(new SubscriberId("sip:carol@op.example")));
        assertEquals(3, store.count());
    }

    @Test
    void aPutTakesThePlaceOfTheOneBefore() {
        SubscriptionStore store = store();
        store.put(record("id-1", ALICE, 100));
        SubscriptionRecord later = record("id-1", ALICE, 500).notified("7-abc", T0);
        store.put(later);

        assertEquals(Optional.of(later), store.get("id-1"));
        assertEquals(List.of(later), store.ofSubscriber(ALICE));
        assertEquals(List.of(), store.over(T0.plusSeconds(100), 10));
        assertEquals(1, store.count());
    }

    @Test
    void whatIsDeletedIsGoneAndDeletingTwiceDoesNoHarm() {
        SubscriptionStore store = store();
        store.put(record("id-1", ALICE, 100));
        store.put(record("id-2", ALICE, 100));
        store.delete("id-1");
        store.delete("id-1");

        assertEquals(Optional.empty(), store.get("id-1"));
        assertEquals(List.of(record("id-2", ALICE, 100)), store.ofSubscriber(ALICE));
        assertEquals(1, store.count());
    }

    @Test
    void whatIsOverIsToldToTheMillisecondAndUpToALimit() {
        SubscriptionStore store = store();
        for (int i = 0; i < 50; i++) {
            store.put(record("id-" + i, ALICE, i * 7L));
        }

        assertEquals(10, store.over(T0.plusSeconds(63), 100).size());
        assertEquals(9, store.over(T0.plusSeconds(63).minusMillis(1), 100).size());
        assertEquals(3, store.over(T0.plusSeconds(63), 3).size());
        assertEquals(50, store.over(Instant.ofEpochMilli(Long.MAX_VALUE), 100).size());
        assertEquals(List.of(), store.over(T0.minusMillis(1), 100));
    }

    @Test
    void recordsOfEveryFormComeBackAsTheyWere() {
        SubscriptionStore store = store();
        var random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            SubscriptionRecord record = anyRecord(random, i);
            store.put(record);
            assertEquals(Optional.of(record), store.get(record.id()), "record " + i);
        }
    }

    @Test
    void itIsWhatASortedMapIsWhateverHappens() {
        SubscriptionStore store = store();
        var expected = new TreeMap<String, SubscriptionRecord>();
        var random = new Random(2);
        for (int step = 0; step < 5_000; step++) {
            String id = "id-" + random.nextInt(300);
            if (random.nextInt(3) == 0) {
                store.delete(id);
                expected.remove(id);
            } else {
                var record = record(id, random.nextBoolean() ? ALICE : BOB, random.nextInt(1_000));
                store.put(record);
                expected.put(id, record);
            }
            Instant now = T0.plusSeconds(random.nextInt(1_000));
            assertEquals(Optional.ofNullable(expected.get(id)), store.get(id), "step " + step);
            assertEquals(expected.size(), store.count(), "step " + step);
            assertEquals(
                    expected.values().stream()
                            .filter(record -> record.isOver(now))
                            .toList()
                            .size(),
                    store.over(now, 1_000).size(),
                    "step " + step);
        }
        assertEquals(
                expected.values().stream()
                        .filter(record -> record.subscriber().equals(BOB))
                        .sorted(Comparator.comparing(SubscriptionRecord::id))
                        .toList(),
                byId(store.ofSubscriber(BOB)));
    }

    private static List<SubscriptionRecord> byId(List<SubscriptionRecord> records) {
        return records.stream()
                .sorted(Comparator.comparing(SubscriptionRecord::id))
                .toList();
    }

    protected static SubscriptionRecord record(String id, SubscriberId subscriber, long endsAfterSeconds) {
        return new SubscriptionRecord(
                id,
                "call@phone",
                "a1",
                "sip:software@op.example",
                subscriber.uri(),
                List.of("<sip:pcscf.op.example;lr;ftag=a1>"),
                "sip:alice@127.0.0.1:5062",
                0,
                1,
                "",
                T0.plusSeconds(endsAfterSeconds),
                Optional.empty(),
                new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "4.2.0"),
                subscriber,
                Optional.empty(),
                SipTransport.UDP,
                NotifyRate.UNLIMITED);
    }

    /** Tags that stand in routes and instances in contacts, or not; hexadecimal words or not; texts that repeat or not. */
    private static SubscriptionRecord anyRecord(Random random, int number) {
        var instance = new InstanceId(new UUID(random.nextLong(), random.nextLong()));
        String tag = pick(random, "a1", "", "c0ffee", "C0FFEE", "abc", Integer.toHexString(number), "gr");
        var routes = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            routes.add("<sip:p" + random.nextInt(3) + ".op.example;lr"
                    + pick(random, "", ";ftag=" + tag, ";x=" + number) + ">");
        }
        return new SubscriptionRecord(
                pick(random, "%024x", "id-%d").formatted(number),
                pick(random, "0123456789abcdef", "call@phone", "f00", "f\u00fcr"),
                tag,
                pick(random, "sip:software@op.example", "sip:s" + number + "@op.example"),
                pick(random, ALICE.uri(), "sip:other@op.example"),
                routes,
                pick(random, "sip:alice@127.0.0.1:5062", "sip:a@h;gr=" + instance + ";ob", "sip:" + instance.uuid()),
                random.nextInt(1 << 20),
                random.nextLong() >>> 1,
                pick(random, "", "0", "7-0123456789ab"),
                T0.plusMillis(random.nextInt(1 << 30)),
                random.nextBoolean() ? Optional.empty() : Optional.of("7a"),
                new UaProfile(
                        pick(random, UaProfile.Type.values()), "patchwave", "ims-client", "4.2." + random.nextInt(50)),
                ALICE,
                random.nextBoolean() ? Optional.empty() : Optional.of(instance),
                pick(random, SipTransport.values()),
                new NotifyRate(
                        random.nextBoolean() ? Optional.empty() : Optional.of("0.0167"),
                        T0.plusMillis(random.nextInt(1 << 30))));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
