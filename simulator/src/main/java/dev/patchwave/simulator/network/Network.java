package dev.patchwave.simulator.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nodes on rate-limited links, at sites that lie apart. Payload goes by chunks (see {@link Transfer}); messages take the one-way delay and
 * no bandwidth. A node that is down sends and receives nothing.
 */
public final class Network {
    /** Told of each chunk when it has left its sender's uplink. */
    @FunctionalInterface
    public interface Meter {
        void sent(Node from, Node to, int bytes);
    }

    private final VirtualTime time;
    private final LinkModel model;
    private final Meter meter;
    private final Map<Integer, Gate> waysOut = new TreeMap<>();
    private Weather weather = Weather.FAIR;
    private long bytesInVain;

    public Network(VirtualTime time, LinkModel model, Meter meter) {
        this.time = time;
        this.model = model;
        this.meter = meter;
    }

    /** Somebody new, who is down. Rates are those of the wire, in bits a second. */
    public Node node(String name, int site, long uplinkBitsPerSecond, long downlinkBitsPerSecond) {
        double downNanosPerByte = model.nanosPerByte(downlinkBitsPerSecond);
        double window = model.queue().plus(model.betweenSites()).toNanos();
        return new Node(
                name,
                site,
                uplinkBitsPerSecond,
                new Uplink(time, model.nanosPerByte(uplinkBitsPerSecond)),
                new Gate(downNanosPerByte, (long) (window / downNanosPerByte)));
    }

    /** What the nodes of {@code site} send to other sites shares this rate from now on. */
    public void capWayOut(int site, long bitsPerSecond) {
        double nanosPerByte = model.nanosPerByte(bitsPerSecond);
        waysOut.put(site, new Gate(nanosPerByte, (long) (model.queue().toNanos() / nanosPerByte)));
    }

    /** From its next chunk on. */
    public void changeUplink(Node node, long bitsPerSecond) {
        node.uplinkBitsPerSecond(bitsPerSecond);
        node.uplink.nanosPerByte(model.nanosPerByte(bitsPerSecond));
    }

    public LinkModel model() {
        return model;
    }

    /** Chunks that arrived when their receiver had given them up. */
    public long bytesInVain() {
        return bytesInVain;
    }

    /** Killed: its kernel tells everybody that its connections are gone. */
    public void takeDown(Node node) {
        takeDown(node, false);
    }

    /** Its host is off the network, and nobody is told. */
    public void silence(Node node) {
        takeDown(node, true);
    }

    private void takeDown(Node node, boolean silently) {
        node.up = false;
        node.silent = silently;
        List.copyOf(node.sending).forEach(transfer -> transfer.breakOff(silently));
        List.copyOf(node.receiving).forEach(transfer -> transfer.receiverDied(silently));
    }

    public void bringUp(Node node) {
        node.up = true;
        node.silent = false;
    }

    /** From now on. */
    public void weather(Weather changed) {
        weather = changed;
    }

    /** What is on its way between those that the weather cuts off from each other stops, and nobody is told. */
    public void breakCut(Iterable<Node> nodes) {
        for (Node node : nodes) {
            List.copyOf(node.sending).stream()
                    .filter(transfer -> weather.isCut(node, transfer.receiver()))
                    .forEach(transfer -> transfer.breakOff(true));
        }
    }

    /** Delivers after the delay when both are up; otherwise tells {@code lost}, after a refusal or after silence. */
    public void message(Node from, Node to, Runnable delivered, Runnable lost) {
        send(from, to, weather.of(from, to), delivered, lost);
    }

    /** The same for a message that may arrive twice, as a request does that a client or a proxy sends again. */
    public void repeatable(Node from, Node to, Runnable delivered, Runnable lost) {
        var fate = weather.of(from, to);
        send(from, to, fate, delivered, lost);
        if (fate.twice()) {
            var later = new Weather.Fate(false, fate.late().multipliedBy(2), false);
            send(from, to, later, delivered, () -> {});
        }
    }

    private void send(Node from, Node to, Weather.Fate fate, Runnable delivered, Runnable lost) {
        long delayNanos = delayNanos(from, to) + fate.late().toNanos();
        time.at(time.nanos() + delayNanos, () -> {
            boolean vanished = fate.lost() || weather.isCut(from, to);
            if (from.up && to.up && !vanished) {
                delivered.run();
            } else {
                boolean silently = vanished || to.silent;
                time.at(time.nanos() + (silently ? model.silence().toNanos() : delayNanos), lost);
            }
        });
    }

    /** Begins to send. */
    public Transfer transfer(Node from, Node to, Payload payload) {
        return new Transfer(this, from, to, payload);
    }

    VirtualTime time() {
        return time;
    }

    long delayNanos(Node from, Node to) {
        return (from.site() == to.site() ? model.withinSite() : model.betweenSites()).toNanos();
    }

    Gate wayOut(Node from, Node to) {
        return from.site() == to.site() ? null : waysOut.get(from.site());
    }

    void sent(Node from, Node to, int bytes) {
        meter.sent(from, to, bytes);
    }

    void cameInVain(int bytes) {
        bytesInVain += bytes;
    }
}
