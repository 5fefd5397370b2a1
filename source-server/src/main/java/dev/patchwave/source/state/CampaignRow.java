package dev.patchwave.source.state;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Approval;
import dev.patchwave.source.core.CampaignPlan;
import dev.patchwave.source.core.CampaignState;
import dev.patchwave.source.core.Progress;
import dev.patchwave.source.core.Scope;
import dev.patchwave.source.core.Stage;
import dev.patchwave.source.core.Urgency;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** A campaign and its stage as the value of a row. */
final class CampaignRow {
    private static final int DOMAINS = 0;
    private static final int NAMED = 1;
    private static final int ASKERS = 2;

    private CampaignRow() {}

    static byte[] write(CampaignState state) {
        CampaignPlan plan = state.plan();
        return RowBytes.write(out -> {
            out.writeUTF(plan.campaign().value());
            out.writeUTF(plan.urgency().name());
            out.writeUTF(plan.release().toString());
            write(plan.scope(), out);
            out.writeLong(plan.accepted().toEpochMilli());
            out.writeLong(plan.deadline().toEpochMilli());
            out.writeLong(plan.spread().toMillis());
            out.writeUTF(plan.admin().map(SubscriberId::uri).orElse(""));
            out.writeUTF(state.stage().name());
            out.writeInt(state.instances().size());
            for (var count : state.instances().entrySet()) {
                out.writeUTF(count.getKey().name());
                out.writeInt(count.getValue());
            }
            if (plan.approval().isPresent()) {
                write(plan.approval().get(), out);
            }
        });
    }

    static CampaignState read(byte[] bytes) {
        return RowBytes.read(bytes, in -> {
            var plan = new CampaignPlan(
                    new CampaignId(in.readUTF()),
                    Urgency.valueOf(in.readUTF()),
                    ReleaseId.parse(in.readUTF()),
                    scope(in),
                    Instant.ofEpochMilli(in.readLong()),
                    Instant.ofEpochMilli(in.readLong()),
                    Duration.ofMillis(in.readLong()),
                    Optional.of(in.readUTF()).filter(uri -> !uri.isEmpty()).map(SubscriberId::new));
            var stage = Stage.valueOf(in.readUTF());
            var counts = counts(in);
            return new CampaignState(withApproval(plan, in), stage, counts);
        });
    }

    private static void write(Approval approval, DataOutputStream out) throws IOException {
        out.writeLong(approval.until().toEpochMilli());
        out.writeUTF(approval.by().map(SubscriberId::uri).orElse(""));
    }

    /** Rows of before there were approvals end where those that need none do. */
    private static CampaignPlan withApproval(CampaignPlan plan, DataInputStream in) throws IOException {
        if (in.available() == 0) {
            return plan;
        }
        var until = Instant.ofEpochMilli(in.readLong());
        var by = Optional.of(in.readUTF()).filter(uri -> !uri.isEmpty()).map(SubscriberId::new);
        return plan.needing(new Approval(until, by));
    }

    private static void write(Scope scope, DataOutputStream out) throws IOException {
        switch (scope) {
            case Scope.Domains(var domains) -> write(DOMAINS, domains, out);
            case Scope.Named(var subscribers) -> write(NAMED, subscribers, out);
            case Scope.Askers(var domain) -> write(ASKERS, List.of(domain), out);
        }
    }

    private static void write(int kind, Collection<?> names, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeInt(names.size());
        for (Object name : names) {
            out.writeUTF(name.toString());
        }
    }

    private static Scope scope(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case DOMAINS -> new Scope.Domains(names(in, DomainId::new));
            case NAMED -> new Scope.Named(names(in, SubscriberId::new));
            case ASKERS -> new Scope.Askers(only(names(in, DomainId::new)));
            default -> throw new IOException("scope of kind " + kind);
        };
    }

    private static <T> T only(SortedSet<T> one) throws IOException {
        if (one.size() != 1) {
            throw new IOException(one.size() + " domains where one is due");
        }
        return one.first();
    }

    private static <T extends Comparable<T>> SortedSet<T> names(DataInputStream in, Function<String, T> reader)
            throws IOException {
        var names = new TreeSet<T>();
        for (int left = in.readInt(); left > 0; left--) {
            names.add(reader.apply(in.readUTF()));
        }
        return names;
    }

    private static SortedMap<Progress, Integer> counts(DataInputStream in) throws IOException {
        var counts = new TreeMap<Progress, Integer>();
        for (int left = in.readInt(); left > 0; left--) {
            counts.put(Progress.valueOf(in.readUTF()), in.readInt());
        }
        return counts;
    }
}
