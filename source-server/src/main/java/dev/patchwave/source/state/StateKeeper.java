package dev.patchwave.source.state;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.Member;
import dev.patchwave.source.core.Progress;
import dev.patchwave.source.core.RegisteredDevice;
import dev.patchwave.source.core.ResumeRecord;
import dev.patchwave.source.core.Running;
import dev.patchwave.source.core.StateRecord;
import dev.patchwave.store.RecordKey;
import dev.patchwave.store.RecordStore;
import dev.patchwave.store.Row;
import dev.patchwave.store.RowWrite;
import dev.patchwave.store.StoreOutOfRoom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps the source's facts as rows, in the order in which it is told; {@link #durable} says when all of them so far are safe.
 *
 * <p>Any thread. A write that fails is our end: what was promised can no longer be kept, so {@code onFailure} is told, once for
 * each. Does not close the store. While its disk is full, and too much is pending, what cores told waits on their thread until there is
 * room, as they cannot answer; all else throws {@link StoreOutOfRoom} at once, and is not kept.
 */
public final class StateKeeper {
    /** Most devices of a subscriber that are looked at. */
    public static final int MAX_DEVICES = 16;

    private static final long MOST_LOST_NOTIFIES = 1_000;
    /** A subscription is written with every CSeq that this divides; with those between it need not be. */
    public static final long NOTIFIES_BETWEEN_WRITES = 64;

    private final RecordStore store;
    private final Clock clock;
    private final Consumer<Throwable> onFailure;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    public StateKeeper(RecordStore store, Clock clock, Consumer<Throwable> onFailure) {
        this.store = store;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    /** Completed once everything told so far is durable; exceptionally when it never will be. */
    public synchronized CompletableFuture<Void> durable() {
        return last;
    }

    /** Whether the store takes rows now, and does not wait for its disk. Does not block. */
    public boolean hasRoom() {
        return store.room().isDone();
    }

    /** Runs {@code task} on {@code executor} once everything told so far is durable; never when it will not be. */
    public void whenDurable(Runnable task, Executor executor) {
        durable().thenRunAsync(task, executor).exceptionally(this::failed);
    }

    /** Waits while there is no room. */
    public void keep(StateRecord record) {
        switch (record) {
            case StateRecord.MemberKnown(var member) ->
                putPatiently(StateKeys.member(member.subscriber(), member.instance()), write(member));
            case StateRecord.MemberGone(var subscriber, var instance) ->
                deletePatiently(StateKeys.member(subscriber, instance));
            case StateRecord.ReleaseWithdrawn(var release) -> putPatiently(StateKeys.withdrawn(release), new byte[0]);
            case StateRecord.CampaignKnown(var state) ->
                putPatiently(StateKeys.campaign(state.plan().campaign()), CampaignRow.write(state));
            case StateRecord.InstanceProgressed(var campaign, var instance, var progress) ->
                putPatiently(
                        StateKeys.progress(campaign, instance), RowBytes.write(out -> out.writeUTF(progress.name())));
            case StateRecord.ProgressForgotten(var campaign) -> forgetProgress(campaign);
            case StateRecord.CampaignForgotten(var campaign) -> deletePatiently(StateKeys.campaign(campaign));
        }
    }

    /** Waits while there is no room. */
    public void keep(ResumeRecord record) {
        putPatiently(StateKeys.resume(record.instance(), record.release()), RowBytes.write(out -> {
            out.writeInt(record.owned().size());
            out.writeUTF(record.owned().toBase64());
            out.writeLong(record.changed().toEpochMilli());
        }));
    }

    /** Waits while there is no room. */
    public void forget(InstanceId instance, ReleaseId release) {
        deletePatiently(StateKeys.resume(instance, release));
    }

    public void keep(Binding binding) {
        put(StateKeys.binding(binding), binding.toBytes());
    }

    public void forget(Binding binding) {
        delete(StateKeys.binding(binding));
    }

    /** Keeps what is known of a device, and forgets it by itself when its registration is over. */
    public void keep(RegisteredDevice device) {
        write(List.of(new RowWrite.Put(
                StateKeys.device(device.subscriber(), device.instance()),
                DeviceRow.write(device),
                Optional.of(device.until()))));
    }

    public void forget(RegisteredDevice device) {
        delete(StateKeys.device(device.subscriber(), device.instance()));
    }

    /** The devices of a subscriber whose registration stands now, at most {@link #MAX_DEVICES}. Reads the disk. */
    public List<RegisteredDevice> devices(SubscriberId subscriber) {
        RecordKey before = StateKeys.beforeDevices(subscriber);
        return store.scan(before, Optional.of(before), MAX_DEVICES, clock.instant()).stream()
                .filter(row -> row.key().sortText().startsWith(StateKeys.DEVICE))
                .map(row -> DeviceRow.read(
                        subscriber, InstanceId.parse(row.key().sortText().substring(StateKeys.DEVICE.length())), row))
                .toList();
    }

    /** Keeps what the network said for charging until the registration is over. */
    public void keep(SubscriberId subscriber, Charging charging, Instant until) {
        write(List.of(new RowWrite.Put(StateKeys.charging(subscriber), DeviceRow.write(charging), Optional.of(until))));
    }

    /** What the network said at the registration of a subscriber. Reads the disk. */
    public Charging charging(SubscriberId subscriber) {
        return store.get(StateKeys.charging(subscriber), clock.instant())
                .map(row -> DeviceRow.readCharging(row.value()))
                .orElse(Charging.NONE);
    }

    /** Deletes some rows whose time is over. To be called now and then. */
    public void sweep() {
        try {
            if (hasRoom()) {
                store.sweep(RecordStore.MAX_SCAN_ROWS, clock.instant()).exceptionally(failure -> {
                    failed(failure);
                    return 0;
                });
            }
        } catch (StoreOutOfRoom e) {
            return; // They are over all the same: the next sweep finds them.
        }
    }

    public void keep(SubscriptionRecord record) {
        put(StateKeys.subscription(record), record.toBytes());
    }

    public void forget(SubscriptionRecord record) {
        delete(StateKeys.subscription(record));
    }

    /** At least as many as may be lost, and so many that the next NOTIFY is written: a second restart then begins after it. */
    private static long lost(SubscriptionRecord record) {
        long next = record.localCseq() + MOST_LOST_NOTIFIES + 1;
        return Math.ceilDiv(next, NOTIFIES_BETWEEN_WRITES) * NOTIFIES_BETWEEN_WRITES - 1 - record.localCseq();
    }

    /**
     * Reads everything that was kept, in pages, so that what is read need not be in memory twice. The CSeqs of subscriptions come
     * higher than they were kept, over more NOTIFYs than a crash can have lost of what was told here.
     *
     * @param campaigns hears of a campaign before it hears how far its instances came
     * @param rest is filled with all the other facts
     * @throws IllegalArgumentException when a row is damaged
     */
    public void load(Consumer<StateRecord> campaigns, SourceState rest) {
        Optional<RecordKey> after = Optional.empty();
        Instant now = clock.instant();
        List<Row> page;
        do {
            page = store.scanPartitions(Optional.empty(), Optional.empty(), after, RecordStore.MAX_SCAN_ROWS, now);
            page.forEach(row -> read(row, campaigns, rest));
            after = page.isEmpty() ? after : Optional.of(page.getLast().key());
        } while (page.size() == RecordStore.MAX_SCAN_ROWS);
    }

    private static void read(Row row, Consumer<StateRecord> campaigns, SourceState rest) {
        String sort = row.key().sortText();
        String owner = StateKeys.owner(row.key());
        if (sort.startsWith(StateKeys.MEMBER)) {
            var instance = InstanceId.parse(sort.substring(StateKeys.MEMBER.length()));
            campaigns.accept(new StateRecord.MemberKnown(readMember(new SubscriberId(owner), instance, row.value())));
        } else if (sort.startsWith(StateKeys.BINDING)) {
            rest.bindings().add(Binding.fromBytes(row.value()));
        } else if (sort.startsWith(StateKeys.SUBSCRIPTION)) {
            var record = SubscriptionRecord.fromBytes(row.value());
            rest.subscriptions().put(record.skipping(lost(record)));
        } else if (sort.startsWith(StateKeys.DEVICE) || sort.equals(StateKeys.CHARGING)) {
            return; // Read when it is needed, by devices() and charging().
        } else if (sort.startsWith(StateKeys.PROGRESS)) {
            var instance = InstanceId.parse(sort.substring(StateKeys.PROGRESS.length()));
            var progress = RowBytes.read(row.value(), in -> Progress.valueOf(in.readUTF()));
            campaigns.accept(new StateRecord.InstanceProgressed(new CampaignId(owner), instance, progress));
        } else if (sort.equals(StateKeys.CAMPAIGN)) { // Sorts before the progress of its instances.
            campaigns.accept(new StateRecord.CampaignKnown(CampaignRow.read(row.value())));
        } else if (sort.startsWith(StateKeys.RESUME)) {
            var release = ReleaseId.parse(sort.substring(StateKeys.RESUME.length()));
            rest.resumes().add(readResume(InstanceId.parse(owner), release, row.value()));
        } else if (sort.startsWith(StateKeys.WITHDRAWN)) {
            var release = ReleaseId.parse(sort.substring(StateKeys.WITHDRAWN.length()));
            campaigns.accept(new StateRecord.ReleaseWithdrawn(release));
        } else {
            throw new IllegalArgumentException("a row that this version does not know: " + row.key());
        }
    }

    private static byte[] write(Member member) {
        return RowBytes.write(out -> {
            out.writeUTF(member.domain().value());
            out.writeLong(member.registeredUntil().toEpochMilli());
            out.writeLong(member.subscribedUntil().toEpochMilli());
            out.writeBoolean(member.running().isPresent());
            if (member.running().isPresent()) {
                out.writeUTF(member.running().get().vendor());
                out.writeUTF(member.running().get().model());
                out.writeUTF(member.running().get().version());
            }
        });
    }

    private static Member readMember(SubscriberId subscriber, InstanceId instance, byte[] bytes) {
        return RowBytes.read(bytes, in -> {
            var domain = new DomainId(in.readUTF());
            var registeredUntil = Instant.ofEpochMilli(in.readLong());
            var subscribedUntil = Instant.ofEpochMilli(in.readLong());
            Optional<Running> running = in.readBoolean()
                    ? Optional.of(new Running(in.readUTF(), in.readUTF(), in.readUTF()))
                    : Optional.empty();
            return new Member(subscriber, instance, domain, running, registeredUntil, subscribedUntil);
        });
    }

    private static ResumeRecord readResume(InstanceId instance, ReleaseId release, byte[] bytes) {
        return RowBytes.read(bytes, in -> {
            var owned = Bitfield.fromBase64(in.readInt(), in.readUTF());
            return new ResumeRecord(instance, release, owned, Instant.ofEpochMilli(in.readLong()));
        });
    }

    /** Its rows may be many, so they go page by page. What a crash leaves of them is passed over at the start. */
    private void forgetProgress(CampaignId campaign) {
        durable().thenRunAsync(() -> tryToDeleteProgress(campaign)).exceptionally(this::failed);
    }

    private void tryToDeleteProgress(CampaignId campaign) {
        try {
            deleteProgress(campaign);
        } catch (StoreOutOfRoom e) {
            store.room().thenRunAsync(() -> tryToDeleteProgress(campaign)).exceptionally(this::failed);
        }
    }

    private void deleteProgress(CampaignId campaign) {
        RecordKey partition = StateKeys.campaign(campaign);
        Optional<RecordKey> after = Optional.empty();
        List<Row> page;
        do {
            page = store.scan(partition, after, RecordStore.MAX_SCAN_ROWS, clock.instant());
            after = page.isEmpty() ? after : Optional.of(page.getLast().key());
            write(page.stream()
                    .map(Row::key)
                    .filter(key -> key.sortText().startsWith(StateKeys.PROGRESS))
                    .map(key -> (RowWrite) new RowWrite.Delete(key))
                    .toList());
        } while (page.size() == RecordStore.MAX_SCAN_ROWS);
    }

    private Void failed(Throwable failure) {
        onFailure.accept(failure);
        return null;
    }

    private void put(RecordKey key, byte[] value) {
        write(List.of(new RowWrite.Put(key, value)));
    }

    private void delete(RecordKey key) {
        write(List.of(new RowWrite.Delete(key)));
    }

    private void putPatiently(RecordKey key, byte[] value) {
        writePatiently(new RowWrite.Put(key, value));
    }

    private void deletePatiently(RecordKey key) {
        writePatiently(new RowWrite.Delete(key));
    }

    /** It waits outside of our monitor: others are to be refused meanwhile. */
    private void writePatiently(RowWrite row) {
        boolean kept = false;
        while (!kept) {
            try {
                write(List.of(row));
                kept = true;
            } catch (StoreOutOfRoom e) {
                store.room().join();
            }
        }
    }

    private synchronized void write(List<RowWrite> rows) {
        if (!rows.isEmpty()) {
            last = store.write(rows);
            last.exceptionally(this::failed);
        }
    }
}
