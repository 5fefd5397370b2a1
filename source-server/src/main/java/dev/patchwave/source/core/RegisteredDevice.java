package dev.patchwave.source.core;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.Optional;

/**
 * One contact of a subscriber as an S-CSCF told of it. Also of devices that are none of ours: what is sent to the subscriber's
 * identity reaches them too.
 *
 * @param contactUri of its REGISTER
 * @param instance ours for it, by which it is told from others
 * @param carriesFeature whether its REGISTER marked it as a client of ours
 * @param gruu an address of this device alone (RFC 5627), where the registrar gave one
 */
public record RegisteredDevice(
        SubscriberId subscriber,
        InstanceId instance,
        String contactUri,
        boolean carriesFeature,
        Optional<String> gruu,
        Instant until) {}
