package dev.patchwave.signal;

import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of a {@link Signal}, one object whose field {@code signal} says which it is.
 *
 * <p>An admin's command is read strictly: an unknown field is refused, for a misspelt one would change what millions of devices
 * do. From our own programs unknown fields are passed over, so that two versions can talk during an upgrade. Stateless; any
 * thread.
 */
public final class SignalCodec {
    public static final String CONTENT_TYPE = "application/vnd.patchwave.signal+json";

    private static final String RELEASE_AVAILABLE = "release-available";
    private static final String FORCE_UPGRADE = "force-upgrade";
    private static final String FILL_ORDER = "fill-order";
    private static final String UPGRADE_REPORT = "upgrade-report";
    private static final String CAMPAIGN_COMMAND = "campaign-command";
    private static final String CAMPAIGN_APPROVAL = "campaign-approval";
    private static final String STOP_ORDER = "stop-order";
    private static final String TOKEN_ASK = "token-ask";
    private static final String SCOPE_OF_REPORTS = "cache";
    private static final String CAMPAIGN_REPORT = "campaign-report";
    private static final int MAX_COUNTS = 16;

    private SignalCodec() {}

    /** The JSON in UTF-8, on one line. */
    public static byte[] encode(Signal signal) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (signal) {
            case Signal.ReleaseAvailable available -> write(json, available);
            case Signal.ForceUpgrade force -> write(json, force);
            case Signal.FillOrder order -> write(json, order);
            case Signal.UpgradeReport report -> write(json, report);
            case Signal.CampaignCommand command -> write(json, command);
            case Signal.CampaignApproval approval -> write(json, approval);
            case Signal.TokenAsk ask -> write(json, ask);
            case Signal.StopOrdered(var order) -> json.put("signal", STOP_ORDER).put("order", order);
            case Signal.CampaignReport report -> write(json, report);
        }
        return SignalFields.bytes(json);
    }

    /** Reads what {@link #encode} wrote, or what an admin typed. */
    public static Signal decode(byte[] json) throws SignalProblem {
        var fields = SignalFields.parse(json);
        String kind = fields.text("signal", text -> text);
        try {
            return switch (kind) {
                case RELEASE_AVAILABLE -> readAvailable(fields);
                case FORCE_UPGRADE -> readForce(fields);
                case FILL_ORDER -> readOrder(fields);
                case UPGRADE_REPORT -> readReport(fields);
                case CAMPAIGN_COMMAND -> readCommand(fields);
                case CAMPAIGN_APPROVAL -> readApproval(fields);
                case TOKEN_ASK -> readTokenAsk(fields);
                case STOP_ORDER -> fields.text("order", Signal.StopOrdered::new);
                case CAMPAIGN_REPORT -> readCampaignReport(fields);
                default ->
                    throw new SignalProblem(
                            "signal",
                            kind,
                            "expected one of "
                                    + String.join(
                                            ", ",
                                            RELEASE_AVAILABLE,
                                            FORCE_UPGRADE,
                                            FILL_ORDER,
                                            UPGRADE_REPORT,
                                            CAMPAIGN_COMMAND,
                                            CAMPAIGN_APPROVAL,
                                            STOP_ORDER,
                                            TOKEN_ASK,
                                            CAMPAIGN_REPORT));
            };
        } catch (IllegalArgumentException refused) {
            throw new SignalProblem("signal", kind, refused.getMessage());
        }
    }

    private static void write(ObjectNode json, Signal.ReleaseAvailable available) {
        json.put("signal", RELEASE_AVAILABLE);
        available.campaign().ifPresent(campaign -> json.put("campaign", campaign.value()));
        json.put("sequence", available.sequence());
        json.put("release", available.release().toString());
        json.put("manifest", available.manifestUri().toASCIIString());
        json.put("manifestSizeBytes", available.manifestSizeBytes());
        json.put("effectiveBySeconds", available.effectiveBy().toSeconds());
        json.put("spreadSeconds", available.spread().toSeconds());
    }

    private static Signal readAvailable(SignalFields fields) throws SignalProblem {
        return new Signal.ReleaseAvailable(
                fields.text("release", ReleaseId::parse),
                sequence(fields),
                fields.text("manifest", URI::create),
                fields.number("manifestSizeBytes", 1, Long.MAX_VALUE),
                seconds(fields, "effectiveBySeconds", 0, SignalLimits.MAX_DEADLINE),
                spread(fields),
                fields.optionalText("campaign", CampaignId::new));
    }

    private static void write(ObjectNode json, Signal.TokenAsk ask) {
        json.put("signal", TOKEN_ASK);
        json.put("instance", ask.instance().toString());
        json.put("release", ask.release().toString());
        if (ask.reports()) {
            json.put("scope", SCOPE_OF_REPORTS);
        }
    }

    private static Signal readTokenAsk(SignalFields fields) throws SignalProblem {
        var instance = fields.text("instance", InstanceId::parse);
        var release = fields.text("release", ReleaseId::parse);
        var scope = fields.optionalText("scope", word -> {
            SignalLimits.require(word.equals(SCOPE_OF_REPORTS), "expected " + SCOPE_OF_REPORTS + ", or nothing");
            return word;
        });
        return new Signal.TokenAsk(instance, release, scope.isPresent());
    }

    private static void write(ObjectNode json, Signal.ForceUpgrade force) {
        json.put("signal", FORCE_UPGRADE);
        json.put("campaign", force.campaign().value());
        json.put("sequence", force.sequence());
        json.put("release", force.release().toString());
        json.put("manifest", force.manifestUri().toASCIIString());
        json.put("spreadSeconds", force.spread().toSeconds());
        json.put("expires", force.expires().toString());
    }

    private static Signal readForce(SignalFields fields) throws SignalProblem {
        return new Signal.ForceUpgrade(
                campaign(fields),
                sequence(fields),
                fields.text("release", ReleaseId::parse),
                fields.text("manifest", URI::create),
                spread(fields),
                fields.text("expires", SignalCodec::instant));
    }

    private static void write(ObjectNode json, Signal.FillOrder order) {
        json.put("signal", FILL_ORDER);
        json.put("campaign", order.campaign().value());
        json.put("sequence", order.sequence());
        json.put("release", order.release().toString());
        json.put("manifest", order.manifestUri().toASCIIString());
    }

    private static Signal readOrder(SignalFields fields) throws SignalProblem {
        return new Signal.FillOrder(
                fields.text("release", ReleaseId::parse),
                sequence(fields),
                fields.text("manifest", URI::create),
                campaign(fields));
    }

    private static void write(ObjectNode json, Signal.UpgradeReport report) {
        json.put("signal", UPGRADE_REPORT);
        report.campaign().ifPresent(campaign -> json.put("campaign", campaign.value()));
        json.put("instance", report.instance().toString());
        json.put("release", report.release().toString());
        json.put("fromVersion", report.fromVersion());
        json.put("state", report.outcome().word());
        report.reason().ifPresent(reason -> json.put("reason", reason));
        report.bytesByKind().forEach(json.putObject("bytes")::put);
        json.put("uploadedBytes", report.uploadedBytes());
    }

    private static Signal readReport(SignalFields fields) throws SignalProblem {
        return new Signal.UpgradeReport(
                fields.text("instance", InstanceId::parse),
                fields.optionalText("campaign", CampaignId::new),
                fields.text("release", ReleaseId::parse),
                fields.text("fromVersion", text -> text),
                fields.text("state", word(Signal.UpgradeReport.Outcome.values(), Signal.UpgradeReport.Outcome::word)),
                fields.optionalText("reason", text -> text),
                fields.numbers("bytes", SignalLimits.MAX_BYTE_KINDS),
                fields.number("uploadedBytes", 0, Long.MAX_VALUE));
    }

    private static void write(ObjectNode json, Signal.CampaignCommand command) {
        json.put("signal", CAMPAIGN_COMMAND);
        json.put("campaign", command.campaign().value());
        json.put("manner", command.manner().word());
        json.put("release", command.release().toString());
        switch (command.audience()) {
            case Audience.Domains(var domains) -> {
                var array = json.putArray("domains");
                domains.forEach(domain -> array.add(domain.value()));
            }
            case Audience.Subscribers(var subscribers) -> {
                var array = json.putArray("subscribers");
                subscribers.forEach(subscriber -> array.add(subscriber.uri()));
            }
        }
        json.put("deadlineSeconds", command.deadline().toSeconds());
        json.put("spreadSeconds", command.spread().toSeconds());
    }

    private static Signal readCommand(SignalFields fields) throws SignalProblem {
        var command = new Signal.CampaignCommand(
                campaign(fields),
                fields.text("manner", word(Manner.values(), Manner::word)),
                fields.text("release", ReleaseId::parse),
                audience(fields),
                seconds(fields, "deadlineSeconds", 1, SignalLimits.MAX_DEADLINE),
                spread(fields));
        fields.refuseUnknown();
        return command;
    }

    private static void write(ObjectNode json, Signal.CampaignApproval approval) {
        json.put("signal", CAMPAIGN_APPROVAL);
        json.put("campaign", approval.campaign().value());
    }

    private static Signal readApproval(SignalFields fields) throws SignalProblem {
        var approval = new Signal.CampaignApproval(campaign(fields));
        fields.refuseUnknown();
        return approval;
    }

    private static Audience audience(SignalFields fields) throws SignalProblem {
        if (fields.has("domains") == fields.has("subscribers")) {
            throw new SignalProblem("domains", "", "give either domains or subscribers");
        }
        return fields.has("domains")
                ? new Audience.Domains(fields.texts("domains", SignalLimits.MAX_DOMAINS, DomainId::new))
                : new Audience.Subscribers(
                        fields.texts("subscribers", SignalLimits.MAX_SUBSCRIBERS, SubscriberId::new));
    }

    private static void write(ObjectNode json, Signal.CampaignReport report) {
        json.put("signal", CAMPAIGN_REPORT);
        json.put("campaign", report.campaign().value());
        json.put("state", report.stage().word());
        report.counts().forEach(json.putObject("counts")::put);
        json.put("text", report.text());
    }

    private static Signal readCampaignReport(SignalFields fields) throws SignalProblem {
        return new Signal.CampaignReport(
                campaign(fields),
                fields.text("state", word(Signal.CampaignReport.Stage.values(), Signal.CampaignReport.Stage::word)),
                fields.numbers("counts", MAX_COUNTS),
                fields.text("text", text -> text));
    }

    private static CampaignId campaign(SignalFields fields) throws SignalProblem {
        return fields.text("campaign", CampaignId::new);
    }

    private static long sequence(SignalFields fields) throws SignalProblem {
        return fields.number("sequence", 1, Long.MAX_VALUE);
    }

    private static Duration spread(SignalFields fields) throws SignalProblem {
        return seconds(fields, "spreadSeconds", 0, SignalLimits.MAX_SPREAD);
    }

    private static Duration seconds(SignalFields fields, String field, long least, Duration most) throws SignalProblem {
        return Duration.ofSeconds(fields.number(field, least, most.toSeconds()));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("expected a time such as 2026-03-01T10:00:00Z", e);
        }
    }

    private static <E extends Enum<E>> SignalFields.Parser<E> word(E[] values, Function<E, String> word) {
        return text -> Arrays.stream(values)
                .filter(value -> word.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected one of " + Arrays.stream(values).map(word).toList()));
    }
}
