package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Mode;
import dev.patchwave.swarm.MemberReport.Progress;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.MemberReport.Stat;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of {@code POST /v1/releases/{id}/swarm} and of a 503: field names of RFC 7846 where it has them.
 *
 * <p>Unknown fields are ignored, and so is what says an unknown word where one of a few is due: programs of two versions talk during an
 * upgrade. Everything else that is not as expected is an {@link IllegalArgumentException} that names the field, the value and what is
 * allowed. Pure; any thread.
 */
public final class SwarmCodec {
    public static final int MAX_REPORT_BYTES = 2 << 20;
    public static final int MAX_PLAN_BYTES = 1 << 20;
    public static final int MAX_BUSY_BYTES = 16 << 10;
    private static final int MAX_STOP_CHARS = 4 << 10;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SwarmCodec() {}

    public static byte[] write(MemberReport report) {
        var json = JSON.objectNode().put("request_type", report.request().name());
        report.action().ifPresent(action -> json.put("action", action.name()));
        json.put("peer_id", report.member().value());
        json.put("swarm_id", report.release().toString());
        json.put("peer_mode", report.mode().name());
        report.address().ifPresent(address -> write(json.putObject("peer_addr"), address));
        json.put("bitfield", report.owned().toBase64());
        var inFlight = json.putArray("in_flight");
        report.inFlight().stream().forEach(inFlight::add);
        if (!report.begun().isEmpty()) {
            var begun = json.putArray("begun");
            report.begun().stream().forEach(begun::add);
        }
        json.put("want", report.want());
        if (report.strain() != Strain.IDLE) {
            json.put("strain", report.strain().word());
        }
        report.uplinkBitsPerSecond().ifPresent(bits -> json.put("uplink_bits_per_second", bits));
        var faults = json.putArray("faults");
        report.faults().forEach(fault -> write(faults.addObject(), fault));
        writeProgress(json, report.progress());
        report.instance().ifPresent(instance -> json.put("instance", instance.toString()));
        write(json.putObject("stat"), report.stat());
        report.trouble().ifPresent(trouble -> json.put("trouble", trouble));
        return JsonFields.bytes(json);
    }

    /**
     * Reads a report about {@code release}, which has {@code segmentCount} segments.
     *
     * @throws IllegalArgumentException naming the field when the report is not as the protocol says
     */
    public static MemberReport readReport(byte[] json, ReleaseId release, int segmentCount) {
        var fields = JsonFields.parse("swarm report", json, MAX_REPORT_BYTES);
        var owned = fields.text("bitfield", text -> Bitfield.fromBase64(segmentCount, text));
        fields.optionalWord("peer_mode", Mode::valueOf); // Told by the bitfield as well: only its spelling is checked.
        var inFlight = fields.integers("in_flight", 0, segmentCount - 1);
        return fields.checked(() -> new MemberReport(
                // All is said by the other fields: a request of a kind that is not known here is one more report.
                fields.word("request_type", Request::valueOf).orElse(Request.STAT_REPORT),
                fields.optionalWord("action", Action::valueOf),
                fields.text("peer_id", HolderId::new),
                fields.text("swarm_id", text -> same(release, text)),
                fields.object("peer_addr").flatMap(SwarmCodec::readAddress),
                owned,
                Bitfield.of(segmentCount, inFlight),
                Bitfield.of(segmentCount, fields.integers("begun", 0, segmentCount - 1)),
                (int) fields.numberOr("want", 0, MemberReport.MAX_WANT, 0),
                fields.optionalWord("strain", Strain::parse).orElse(Strain.IDLE),
                uplink(fields),
                fields.understood("faults", MemberReport.MAX_FAULTS, fault -> readFault(fault, segmentCount)),
                fields.objects("progress", MemberReport.MAX_PROGRESS, entry -> readProgress(entry, segmentCount)),
                fields.optionalText("instance", InstanceId::parse),
                fields.object("stat").map(SwarmCodec::readStat).orElse(Stat.NONE),
                fields.optionalText("trouble", text -> text)));
    }

    private static void write(ObjectNode json, ServingAddress address) {
        json.put("ip_address", address.ipAddress()).put("port", address.port());
        if (address.encrypted()) {
            json.put("scheme", "https");
        }
        address.pin().ifPresent(pin -> json.put("certificate", pin.hex()));
    }

    /** Empty when it is served by a scheme that is not known here: for us it serves nobody. */
    private static Optional<ServingAddress> readAddress(JsonFields fields) {
        var encrypted = fields.has("scheme") ? fields.word("scheme", SwarmCodec::isEncrypted) : Optional.of(false);
        return encrypted.map(tls -> fields.checked(() -> new ServingAddress(
                fields.text("ip_address", text -> text),
                (int) fields.number("port", 1, 65_535),
                tls,
                fields.optionalText("certificate", CertificatePin::parse))));
    }

    private static boolean isEncrypted(String scheme) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("'" + scheme + "': allowed are http and https");
        }
        return scheme.equals("https");
    }

    public static byte[] write(SwarmPlan plan) {
        var json = JSON.objectNode().put("swarm_id", plan.release().toString());
        var assignments = json.putArray("plan");
        for (Assignment assignment : plan.assignments()) {
            var entry = assignments.addObject();
            entry.put("segment", assignment.segment()).put("pushed", assignment.pushed());
            write(entry.putArray("holders"), assignment.holders());
        }
        write(json.putArray("fallbacks"), plan.fallbacks());
        json.put("report_after_millis", plan.reportAfter().toMillis());
        if (!plan.stops().isEmpty()) {
            plan.stops().forEach(json.putArray("stops")::add);
        }
        if (plan.pinned()) {
            json.put("pinned", true);
        }
        return JsonFields.bytes(json);
    }

    /** Reads a plan for {@code release}, which has {@code segmentCount} segments. @throws IllegalArgumentException naming the field */
    public static SwarmPlan readPlan(byte[] json, ReleaseId release, int segmentCount) {
        var fields = JsonFields.parse("swarm plan", json, MAX_PLAN_BYTES);
        return fields.checked(() -> new SwarmPlan(
                fields.text("swarm_id", text -> same(release, text)),
                fields.objects("plan", SwarmPlan.MAX_ASSIGNMENTS, entry -> readAssignment(entry, segmentCount)),
                fields.understood("fallbacks", SwarmPlan.MAX_FALLBACKS, SwarmCodec::readHolder),
                Duration.ofMillis(fields.number("report_after_millis", 0, 86_400_000)),
                fields.texts("stops", SwarmPlan.MAX_STOPS, MAX_STOP_CHARS),
                fields.flagOr("pinned", false)));
    }

    /** The body of a 503; seconds keep three decimals, the Retry-After header beside it rounds up. */
    public static byte[] write(BusyAnswer busy) {
        var json = JSON.objectNode().put("retryAfterSeconds", busy.retryAfter().toMillis() / 1000.0);
        write(json.putArray("alternates"), busy.alternates());
        return JsonFields.bytes(json);
    }

    /** Reads the body of a 503. @throws IllegalArgumentException naming the field */
    public static BusyAnswer readBusy(byte[] json) {
        var fields = JsonFields.parse("busy answer", json, MAX_BUSY_BYTES);
        return fields.checked(() -> new BusyAnswer(
                Duration.ofMillis(Math.round(fields.decimal("retryAfterSeconds", 0.001, 86_400) * 1000)),
                fields.understood("alternates", BusyAnswer.MAX_ALTERNATES, SwarmCodec::readHolder)));
    }

    private static ReleaseId same(ReleaseId release, String text) {
        if (!release.toString().equals(text) && !release.equals(ReleaseId.parse(text))) {
            throw new IllegalArgumentException("expected " + release + ", the release of the path");
        }
        return release;
    }

    private static OptionalLong uplink(JsonFields fields) {
        long bits = fields.numberOr("uplink_bits_per_second", 1, Long.MAX_VALUE, 0);
        return bits == 0 ? OptionalLong.empty() : OptionalLong.of(bits);
    }

    private static void write(ObjectNode json, Fault fault) {
        json.put("segment", fault.segment());
        json.put("peer_id", fault.holder().value());
        json.put("reason", fault.reason().word());
    }

    private static Optional<Fault> readFault(JsonFields fields, int segmentCount) {
        int segment = (int) fields.number("segment", 0, segmentCount - 1);
        var holder = fields.text("peer_id", HolderId::new);
        return fields.word("reason", Fault.Reason::parse).map(reason -> new Fault(segment, holder, reason));
    }

    private static void writeProgress(ObjectNode json, List<Progress> progress) {
        if (progress.isEmpty()) {
            return;
        }
        var array = json.putArray("progress");
        for (Progress entry : progress) {
            array.addObject()
                    .put("instance", entry.instance().toString())
                    .put("bitfield", entry.owned().toBase64());
        }
    }

    private static Progress readProgress(JsonFields fields, int segmentCount) {
        return new Progress(
                fields.text("instance", InstanceId::parse),
                fields.text("bitfield", text -> Bitfield.fromBase64(segmentCount, text)));
    }

    private static void write(ObjectNode json, Stat stat) {
        json.put("uploaded_bytes", stat.uploadedBytes());
        var downloaded = json.putObject("downloaded_bytes");
        stat.downloadedBytes().forEach((kind, bytes) -> downloaded.put(kind.word(), bytes));
    }

    private static Stat readStat(JsonFields fields) {
        var downloaded = new TreeMap<HolderKind, Long>();
        fields.object("downloaded_bytes").ifPresent(kinds -> {
            for (HolderKind kind : HolderKind.values()) {
                long bytes = kinds.numberOr(kind.word(), 0, Long.MAX_VALUE, 0);
                if (bytes > 0) {
                    downloaded.put(kind, bytes);
                }
            }
        });
        return new Stat(fields.numberOr("uploaded_bytes", 0, Long.MAX_VALUE, 0), downloaded);
    }

    private static Assignment readAssignment(JsonFields fields, int segmentCount) {
        return new Assignment(
                (int) fields.number("segment", 0, segmentCount - 1),
                fields.flag("pushed"),
                fields.understood("holders", Assignment.MAX_HOLDERS, SwarmCodec::readHolder));
    }

    static void write(ArrayNode json, List<Holder> holders) {
        for (Holder holder : holders) {
            var fields = json.addObject()
                    .put("peer_id", holder.id().value())
                    .put("kind", holder.kind().word())
                    .put("uri", holder.uri().toString());
            holder.pin().ifPresent(pin -> fields.put("certificate", pin.hex()));
        }
    }

    /** Empty when it is of a kind that is not known here. */
    static Optional<Holder> readHolder(JsonFields fields) {
        return fields.checked(() -> fields.word("kind", HolderKind::parse)
                .map(kind -> new Holder(
                        fields.text("peer_id", HolderId::new),
                        kind,
                        fields.text("uri", SwarmCodec::readBaseUri),
                        fields.optionalText("certificate", CertificatePin::parse))));
    }

    private static URI readBaseUri(String text) {
        var uri = URI.create(text);
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("'" + text + "': expected http://host:port");
        }
        return uri;
    }
}
