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
import tools.jackson.core.JsonGenerator;

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

    private SwarmCodec() {}

    public static byte[] write(MemberReport report) {
        return JsonText.object(json -> write(json, report));
    }

    private static void write(JsonGenerator json, MemberReport report) {
        json.writeStringProperty("request_type", report.request().name());
        report.action().ifPresent(action -> json.writeStringProperty("action", action.name()));
        json.writeStringProperty("peer_id", report.member().value());
        json.writeStringProperty("swarm_id", report.release().toString());
        json.writeStringProperty("peer_mode", report.mode().name());
        report.address().ifPresent(address -> write(json, address));
        json.writeStringProperty("bitfield", report.owned().toBase64());
        write(json, "in_flight", report.inFlight());
        if (!report.begun().isEmpty()) {
            write(json, "begun", report.begun());
        }
        json.writeNumberProperty("want", report.want());
        if (report.strain() != Strain.IDLE) {
            json.writeStringProperty("strain", report.strain().word());
        }
        report.uplinkBitsPerSecond().ifPresent(bits -> json.writeNumberProperty("uplink_bits_per_second", bits));
        writeFaults(json, report.faults());
        writeProgress(json, report.progress());
        report.instance().ifPresent(instance -> json.writeStringProperty("instance", instance.toString()));
        write(json, report.stat());
        report.trouble().ifPresent(trouble -> json.writeStringProperty("trouble", trouble));
    }

    private static void write(JsonGenerator json, String field, Bitfield segments) {
        json.writeArrayPropertyStart(field);
        for (int segment = segments.next(0); segment >= 0; segment = segments.next(segment + 1)) {
            json.writeNumber(segment);
        }
        json.writeEndArray();
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

    private static void write(JsonGenerator json, ServingAddress address) {
        json.writeObjectPropertyStart("peer_addr");
        json.writeStringProperty("ip_address", address.ipAddress());
        json.writeNumberProperty("port", address.port());
        if (address.encrypted()) {
            json.writeStringProperty("scheme", "https");
        }
        address.pin().ifPresent(pin -> json.writeStringProperty("certificate", pin.hex()));
        json.writeEndObject();
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
        return JsonText.object(json -> write(json, plan));
    }

    private static void write(JsonGenerator json, SwarmPlan plan) {
        json.writeStringProperty("swarm_id", plan.release().toString());
        json.writeArrayPropertyStart("plan");
        for (Assignment assignment : plan.assignments()) {
            json.writeStartObject();
            json.writeNumberProperty("segment", assignment.segment());
            json.writeBooleanProperty("pushed", assignment.pushed());
            write(json, "holders", assignment.holders());
            json.writeEndObject();
        }
        json.writeEndArray();
        write(json, "fallbacks", plan.fallbacks());
        json.writeNumberProperty("report_after_millis", plan.reportAfter().toMillis());
        if (!plan.stops().isEmpty()) {
            json.writeArrayPropertyStart("stops");
            plan.stops().forEach(json::writeString);
            json.writeEndArray();
        }
        if (plan.pinned()) {
            json.writeBooleanProperty("pinned", true);
        }
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
        return JsonText.object(json -> {
            json.writeNumberProperty("retryAfterSeconds", busy.retryAfter().toMillis() / 1000.0);
            write(json, "alternates", busy.alternates());
        });
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

    private static void writeFaults(JsonGenerator json, List<Fault> faults) {
        json.writeArrayPropertyStart("faults");
        for (Fault fault : faults) {
            json.writeStartObject();
            json.writeNumberProperty("segment", fault.segment());
            json.writeStringProperty("peer_id", fault.holder().value());
            json.writeStringProperty("reason", fault.reason().word());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static Optional<Fault> readFault(JsonFields fields, int segmentCount) {
        int segment = (int) fields.number("segment", 0, segmentCount - 1);
        var holder = fields.text("peer_id", HolderId::new);
        return fields.word("reason", Fault.Reason::parse).map(reason -> new Fault(segment, holder, reason));
    }

    private static void writeProgress(JsonGenerator json, List<Progress> progress) {
        if (progress.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("progress");
        for (Progress entry : progress) {
            json.writeStartObject();
            json.writeStringProperty("instance", entry.instance().toString());
            json.writeStringProperty("bitfield", entry.owned().toBase64());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static Progress readProgress(JsonFields fields, int segmentCount) {
        return new Progress(
                fields.text("instance", InstanceId::parse),
                fields.text("bitfield", text -> Bitfield.fromBase64(segmentCount, text)));
    }

    private static void write(JsonGenerator json, Stat stat) {
        json.writeObjectPropertyStart("stat");
        json.writeNumberProperty("uploaded_bytes", stat.uploadedBytes());
        json.writeObjectPropertyStart("downloaded_bytes");
        stat.downloadedBytes().forEach((kind, bytes) -> json.writeNumberProperty(kind.word(), bytes));
        json.writeEndObject();
        json.writeEndObject();
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

    static void write(JsonGenerator json, String field, List<Holder> holders) {
        json.writeArrayPropertyStart(field);
        for (Holder holder : holders) {
            json.writeStartObject();
            json.writeStringProperty("peer_id", holder.id().value());
            json.writeStringProperty("kind", holder.kind().word());
            json.writeStringProperty("uri", holder.uri().toString());
            holder.pin().ifPresent(pin -> json.writeStringProperty("certificate", pin.hex()));
            json.writeEndObject();
        }
        json.writeEndArray();
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
