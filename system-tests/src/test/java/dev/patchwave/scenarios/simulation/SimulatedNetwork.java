package dev.patchwave.scenarios.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Nodes on rate-limited links. A transfer is a fluid: it runs at the smaller of its share of the sender's uplink and its share
 * of the receiver's downlink, shares being equal. Messages take a fixed time. A node that is down sends and receives nothing.
 */
public final class SimulatedNetwork {
    private static final Duration LATENCY = Duration.ofMillis(5);

    /** Somebody on the network. */
    public static final class Node {
        private final String name;
        private final long uplinkBitsPerSecond;
        private final long downlinkBitsPerSecond;
        private final Set<Transfer> sending = new LinkedHashSet<>();
        private final Set<Transfer> receiving = new LinkedHashSet<>();
        private boolean up;

        private Node(String name, long uplinkBitsPerSecond, long downlinkBitsPerSecond) {
            this.name = name;
            this.uplinkBitsPerSecond = uplinkBitsPerSecond;
            this.downlinkBitsPerSecond = downlinkBitsPerSecond;
        }

        public long uplinkBitsPerSecond() {
            return uplinkBitsPerSecond;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Bytes on their way. */
    public final class Transfer {
        private final Node from;
        private final Node to;
        private final Consumer<Boolean> whenOver;
        private double remainingBits;
        private double bitsPerSecond;
        private Instant settledAt;
        private VirtualTime.Timer end;

        private Transfer(Node from, Node to, long bytes, Consumer<Boolean> whenOver) {
            this.from = from;
            this.to = to;
            this.whenOver = whenOver;
            this.remainingBits = bytes * 8.0;
            this.settledAt = time.now();
        }

        /** Stops it; {@code whenOver} is told false. Nothing when it is over already. */
        public void cancel() {
            if (from.sending.contains(this)) {
                over(false);
            }
        }

        private void settle() {
            remainingBits -=
                    bitsPerSecond * Duration.between(settledAt, time.now()).toNanos() / 1e9;
            settledAt = time.now();
            double sent = (double) from.uplinkBitsPerSecond / from.sending.size();
            double received = (double) to.downlinkBitsPerSecond / to.receiving.size();
            bitsPerSecond = Math.min(sent, received);
            if (end != null) {
                end.cancel();
            }
            long nanos = (long) Math.ceil(Math.max(0, remainingBits) / bitsPerSecond * 1e9);
            end = time.after(Duration.ofNanos(nanos), () -> over(true));
        }

        private void over(boolean complete) {
            end.cancel();
            from.sending.remove(this);
            to.receiving.remove(this);
            settleAll(from, to);
            whenOver.accept(complete);
        }
    }

    private final VirtualTime time;

    public SimulatedNetwork(VirtualTime time) {
        this.time = time;
    }

    /** Down until {@link #bringUp}. */
    public Node node(String name, long uplinkBitsPerSecond, long downlinkBitsPerSecond) {
        return new Node(name, uplinkBitsPerSecond, downlinkBitsPerSecond);
    }

    public boolean isUp(Node node) {
        return node.up;
    }

    /** All its transfers break now. */
    public void takeDown(Node node) {
        node.up = false;
        var broken = new ArrayList<>(node.sending);
        broken.addAll(node.receiving);
        broken.forEach(Transfer::cancel);
    }

    public void bringUp(Node node) {
        node.up = true;
    }

    /** Delivers after the latency when both are up; otherwise tells {@code lost} a connect timeout later. */
    public void message(Node from, Node to, Runnable delivered, Runnable lost) {
        time.after(LATENCY, () -> {
            if (from.up && to.up) {
                delivered.run();
            } else {
                time.after(Duration.ofSeconds(1), lost);
            }
        });
    }

    /** Sends bytes; {@code whenOver} is told once whether all of them arrived. */
    public Transfer transfer(Node from, Node to, long bytes, Consumer<Boolean> whenOver) {
        var transfer = new Transfer(from, to, bytes, whenOver);
        from.sending.add(transfer);
        to.receiving.add(transfer);
        settleAll(from, to);
        return transfer;
    }

    private static void settleAll(Node from, Node to) {
        List.copyOf(from.sending).forEach(Transfer::settle);
        to.receiving.stream().filter(transfer -> transfer.from != from).toList().forEach(Transfer::settle);
    }
}
