package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.swarm.SwarmPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everybody's messages pass through the programs' own codecs. Programs of the next version say more than this one knows, with fields and
 * words of its own; those of the last one say less. What is understood must be what this version would have said.
 */
final class MixedVersions implements Wording {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_HOLDERS = 8; // In every list there is.
    private static final List<String> OF_THIS_VERSION =
            List.of("begun", "strain", "stat", "uplink_bits_per_second", "pinned", "stops", "peer_mode", "faults");

    private final RandomGenerator random;
    private final TreeSet<String> ofTheNext = new TreeSet<>();
    private final TreeSet<String> ofTheLast = new TreeSet<>();
    private final List<String> misunderstood = new ArrayList<>();

    MixedVersions(RandomGenerator random) {
        this.random = random;
    }

    /** From now on it is a program of the next version, or of the last. */
    void becomes(SimulatedProgram program, boolean next) {
        (next ? ofTheNext : ofTheLast).add(program.name());
    }

    List<String> misunderstood() {
        return misunderstood;
    }

    @Override
    public MemberReport report(SimulatedProgram by, MemberReport said) {
        return through(
                by,
                said,
                SwarmCodec.write(said),
                json -> SwarmCodec.readReport(json, said.release(), said.owned().size()),
                MixedVersions::essence);
    }

    /** What a report of any version says. */
    private static Object essence(MemberReport report) {
        return List.of(report.member(), report.owned(), report.inFlight(), report.want(), report.address());
    }

    @Override
    public SwarmPlan plan(SimulatedProgram by, SwarmPlan said) {
        int segments = by.owned().size();
        return through(
                by,
                said,
                SwarmCodec.write(said),
                json -> SwarmCodec.readPlan(json, said.release(), segments),
                SwarmPlan::assignments);
    }

    @Override
    public BusyAnswer busy(SimulatedProgram by, BusyAnswer said) {
        return through(by, said, SwarmCodec.write(said), SwarmCodec::readBusy, BusyAnswer::alternates);
    }

    private <T> T through(
            SimulatedProgram by, T said, byte[] json, Function<byte[], T> reader, Function<T, Object> essence) {
        try {
            var read = reader.apply(asWritten(by, json));
            if (!essence.apply(read).equals(essence.apply(said))) {
                misunderstood.add(by.name() + " said " + said + ", understood was " + read);
            }
            return read;
        } catch (IllegalArgumentException e) {
            misunderstood.add(by.name() + " was not understood: " + e.getMessage());
            return said;
        }
    }

    private byte[] asWritten(SimulatedProgram by, byte[] json) {
        if (ofTheNext.contains(by.name())) {
            var node = (ObjectNode) JSON.readTree(json);
            sayMore(node);
            return JSON.writeValueAsBytes(node);
        }
        if (ofTheLast.contains(by.name())) {
            var node = (ObjectNode) JSON.readTree(json);
            node.remove(OF_THIS_VERSION);
            return JSON.writeValueAsBytes(node);
        }
        return json;
    }

    private void sayMore(ObjectNode message) {
        for (JsonNode value : List.copyOf(message.values())) {
            if (value instanceof ObjectNode inner) {
                sayMore(inner);
            } else if (value instanceof ArrayNode array) {
                array.valueStream()
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast)
                        .forEach(this::sayMore);
            }
        }
        if (random.nextBoolean()) {
            message.putObject("next_version").putArray("says").add("more").add(random.nextInt());
        }
        List.of("holders", "fallbacks", "alternates").forEach(list -> addHolder(message, list));
        otherWords(message);
    }

    private static void addHolder(ObjectNode message, String list) {
        if (message.get(list) instanceof ArrayNode holders && holders.size() < MOST_HOLDERS) {
            holders.insertObject(0)
                    .put("peer_id", "relay-1")
                    .put("kind", "relay")
                    .put("uri", "https://relay.example:1");
        }
    }

    private void otherWords(ObjectNode message) {
        if (!message.has("request_type")) {
            return;
        }
        if (random.nextBoolean()) {
            message.put("request_type", "REFRESH").put("peer_mode", "HALF_SEEDER");
        }
        if (message.has("strain") && random.nextInt(8) == 0) {
            message.put("strain", "drowning");
        }
        if (message.get("faults") instanceof ArrayNode faults && faults.size() < MemberReport.MAX_FAULTS) {
            faults.addObject().put("segment", 0).put("peer_id", "source").put("reason", "lagging");
        }
        if (message.get("stat") instanceof ObjectNode stat
                && stat.get("downloaded_bytes") instanceof ObjectNode bytes) {
            bytes.put("relay", 5);
        }
    }
}
