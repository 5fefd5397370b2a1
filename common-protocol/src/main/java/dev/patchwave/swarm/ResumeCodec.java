package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.InstanceId;

/** The JSON of {@code POST /v1/releases/{id}/resume}, by the rules of {@link SwarmCodec}. Pure; any thread. */
public final class ResumeCodec {
    private ResumeCodec() {}

    /** {@code {"instance","bitfield"}}. */
    public static byte[] write(ResumeAsk ask) {
        return JsonText.object(json -> {
            json.writeStringProperty("instance", ask.instance().toString());
            json.writeStringProperty("bitfield", ask.owned().toBase64());
        });
    }

    /** Reads what a client sent about a release of {@code segmentCount} segments. @throws IllegalArgumentException naming the field */
    public static ResumeAsk readAsk(byte[] json, int segmentCount) {
        var fields = JsonFields.parse("resume request", json, SwarmCodec.MAX_REPORT_BYTES);
        return new ResumeAsk(
                fields.text("instance", InstanceId::parse),
                fields.text("bitfield", text -> Bitfield.fromBase64(segmentCount, text)));
    }

    /** {@code {"missing","holders"}}. */
    public static byte[] write(ResumeAnswer answer) {
        return JsonText.object(json -> {
            json.writeStringProperty("missing", answer.missing().toBase64());
            SwarmCodec.write(json, "holders", answer.holders());
        });
    }

    /** Reads what the source answered. @throws IllegalArgumentException naming the field */
    public static ResumeAnswer readAnswer(byte[] json, int segmentCount) {
        var fields = JsonFields.parse("resume answer", json, SwarmCodec.MAX_PLAN_BYTES);
        return new ResumeAnswer(
                fields.text("missing", text -> Bitfield.fromBase64(segmentCount, text)),
                fields.understood("holders", ResumeAnswer.MAX_HOLDERS, SwarmCodec::readHolder));
    }
}
