package dev.patchwave.source.core;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a store would still hold after kill -9: the last record about each thing. */
final class Kept {
    private final Map<String, StateRecord> records = new TreeMap<>();

    void keep(StateRecord record) {
        switch (record) {
            case StateRecord.MemberKnown(var member) -> records.put("member " + member.instance(), record);
            case StateRecord.MemberGone(var subscriber, var instance) -> records.remove("member " + instance);
            case StateRecord.ReleaseWithdrawn(var release) -> records.put("withdrawn " + release, record);
            case StateRecord.CampaignKnown(var state) ->
                records.put("campaign " + state.plan().campaign(), record);
            case StateRecord.InstanceProgressed(var campaign, var instance, var progress) ->
                records.put("progress " + campaign + " " + instance, record);
            case StateRecord.ProgressForgotten(var campaign) ->
                records.keySet().removeIf(key -> key.startsWith("progress " + campaign + " "));
            case StateRecord.CampaignForgotten(var campaign) -> records.remove("campaign " + campaign);
        }
    }

    Collection<StateRecord> all() {
        return List.copyOf(records.values());
    }
}
