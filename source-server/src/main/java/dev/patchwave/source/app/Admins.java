package dev.patchwave.source.app;

import dev.patchwave.config.BadValue;
import dev.patchwave.config.ByteSize;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.AdminRole;
import dev.patchwave.source.core.FourEyes;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may order what of a source, and what takes two of them.
 *
 * @param people each identity once
 * @param fourEyesAbovePercent a campaign that reaches a larger share of the known subscribers waits for a second admin; 100 never does
 * @param approvalWithin when such a campaign expires unless it is approved
 * @param auditFileSize after which the audit log begins another file
 */
public record Admins(
        List<Person> people, Integer fourEyesAbovePercent, TimeSpan approvalWithin, ByteSize auditFileSize) {
    /** A slip by one admin then hurts a quarter of the subscribers at most, and a pilot needs nobody else. */
    private static final int USUAL_ABOVE_PERCENT = 25;
    /** A shift: whoever takes over need not approve what was asked of somebody else. */
    private static final Duration USUAL_WITHIN = Duration.ofHours(8);

    private static final long USUAL_AUDIT_FILE_BYTES = 64L << 20;
    private static final long LEAST_AUDIT_FILE_BYTES = 4L << 10;
    private static final Duration MAX_WITHIN = Duration.ofDays(30);

    static final Admins NOBODY = new Admins(null, null, null, null);

    /** An admin and what it is trusted with. */
    public record Person(String identity, List<String> roles) {
        public Person {
            identity = SourceConfig.identity("identity", identity);
            roles = SourceConfig.listOf(roles);
            String allowed = "one or more of " + AdminRole.WORDS;
            if (roles.isEmpty()) {
                throw BadValue.missing("roles", allowed);
            }
            for (String role : roles) {
                if (AdminRole.of(role).isEmpty()) {
                    throw new BadValue("roles", role, allowed);
                }
            }
        }

        Set<AdminRole> granted() {
            var granted = EnumSet.noneOf(AdminRole.class);
            roles.forEach(role -> AdminRole.of(role).ifPresent(granted::add));
            return Collections.unmodifiableSet(granted);
        }
    }

    public Admins {
        people = SourceConfig.listOf(people);
        SourceConfig.requireDifferent(
                "people", people.stream().map(Person::identity).toList());
        fourEyesAbovePercent = BadValue.inRange(
                "fourEyesAbovePercent", fourEyesAbovePercent, USUAL_ABOVE_PERCENT, 0, FourEyes.OFF_PERCENT);
        approvalWithin = BadValue.orElse(approvalWithin, TimeSpan.of(USUAL_WITHIN));
        if (!approvalWithin.duration().isPositive() || approvalWithin.duration().compareTo(MAX_WITHIN) > 0) {
            throw new BadValue("approvalWithin", approvalWithin, "a time above 0, at most 30d");
        }
        auditFileSize = BadValue.orElse(auditFileSize, new ByteSize(USUAL_AUDIT_FILE_BYTES));
        if (auditFileSize.bytes() < LEAST_AUDIT_FILE_BYTES) {
            throw new BadValue("auditFileSize", auditFileSize, "4KiB or more");
        }
        if (fourEyesAbovePercent < FourEyes.OFF_PERCENT && lacksASecond(people)) {
            throw new BadValue(
                    "fourEyesAbovePercent",
                    fourEyesAbovePercent,
                    "a second admin with the role approver in people, or 100, with which one admin may reach everybody");
        }
    }

    /** Where every order of somebody's would wait in vain. */
    private static boolean lacksASecond(List<Person> people) {
        return people.stream()
                .filter(one -> one.granted().contains(AdminRole.OPERATOR))
                .anyMatch(one -> people.stream()
                        .noneMatch(
                                other -> !other.equals(one) && other.granted().contains(AdminRole.APPROVER)));
    }

    SortedMap<SubscriberId, Set<AdminRole>> roles() {
        var roles = new TreeMap<SubscriberId, Set<AdminRole>>();
        people.forEach(person -> roles.put(new SubscriberId(person.identity()), person.granted()));
        return roles;
    }

    FourEyes fourEyes() {
        return new FourEyes(fourEyesAbovePercent, approvalWithin.duration());
    }
}
