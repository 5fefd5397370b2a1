package dev.patchwave.source.charging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import java.time.Instant;
import java.util.SortedMap;

/**
 * One upgrade that ended, as one line of JSON: whose, and which bytes it took from whom. {@code icid} correlates it with the records
 * that the core writes of the registration, {@code reportIcid} with those of the report's own request (RFC 7315 4.6, TS 32.260).
 *
 * @param identity the subscriber's public identity: this is no log, and is to be kept as charging data is
 * @param bytes received, by the word of the kind of holder
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = false)
record TransferRecord(
        String time,
        String icid,
        String origIoi,
        String reportIcid,
        String chargingFunctions,
        String identity,
        String instance,
        String domain,
        String campaign,
        String release,
        String fromVersion,
        String outcome,
        String reason,
        SortedMap<String, Long> bytes,
        long uploadedBytes) {
    static TransferRecord of(
            Signal.UpgradeReport report,
            SubscriberId subscriber,
            String domain,
            Charging ofRegistration,
            Charging ofReport,
            Instant now) {
        return new TransferRecord(
                now.toString(),
                ofRegistration.icid().orElse(null), // Left out of the line.
                ofRegistration.originatingNetwork().orElse(null),
                ofReport.icid().orElse(null),
                ofRegistration.functions().orElse(null),
                subscriber.uri(),
                report.instance().toString(),
                domain,
                report.campaign().map(Object::toString).orElse(null),
                report.release().toString(),
                report.fromVersion(),
                report.outcome().word(),
                report.reason().orElse(null),
                report.bytesByKind(),
                report.uploadedBytes());
    }
}
