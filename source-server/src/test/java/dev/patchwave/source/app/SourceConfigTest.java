package dev.patchwave.source.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.config.ConfigProblem;
import dev.patchwave.signal.DomainId;
import dev.patchwave.source.core.AddressPrefix;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.core.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceConfigTest {
    private static final String GOOD = """
            sip: {listen: '127.0.0.1:5070', home: op.example}
            http: {listen: '127.0.0.1:8480'}
            dataDirectory: /var/lib/patchwave
            uplink: 100Mbit/s
            publisherKeys: [publisher.pem.pub]
            admins: {people: [{identity: 'sip:operator@op.example', roles: [operator]}], fourEyesAbovePercent: 100}
            subscribers:
              - {identity: 'sip:operator@op.example', password: secret-word}
            domains:
              - name: area-1
                caches: [{name: cache-1, identity: 'sip:cache-1@op.example', uri: 'http://127.0.0.1:8481'}]
                addresses: [10.1.0.0/16]
              - name: area-2
            """;

    @TempDir
    Path directory;

    @Test
    void whatIsLeftOutHasADefault() throws IOException {
        SourceConfig config = load(GOOD);

        assertEquals("sip:software@op.example", config.sip().service());
        assertEquals("sip:software-admin@op.example", config.sip().adminService());
        assertEquals("area-1", config.defaultDomain());
        assertEquals(2_800, config.campaigns().signalsPerSecond());
    }

    @Test
    void theDomainsBecomeTables() throws IOException {
        SourceConfig config = load(GOOD);
        var resolver = new DomainResolver(Places.tables(config));

        var place = resolver.resolve(Location.at(AddressPrefix.address("10.1.2.3")));

        assertEquals(new DomainId("area-1"), place.domain());
        assertEquals(DomainResolver.Reason.ADDRESS_PREFIX, place.reason());
        assertEquals(2, Places.caches(config).byDomain().size(), "a domain without caches is one too");
    }

    @Test
    void passwordsAreNotPrinted() throws IOException {
        assertFalse(ConfigFile.print(load(GOOD)).contains("secret-word"));
    }

    @Test
    void whatIsWrongIsNamed() {
        assertProblem(GOOD.replace("home: op.example", "home: 'op example'"), "sip.home");
        assertProblem(GOOD.replace("10.1.0.0/16", "10.1.0.0/99"), "domains[0].addresses");
        assertProblem(GOOD.replace("name: area-2", "name: area-1"), "domains");
        assertProblem(GOOD.replace("uplink: 100Mbit/s", "uplink: 100MB"), "uplink");
        assertProblem(GOOD.replace("publisherKeys: [publisher.pem.pub]", ""), "publisherKeys");
        assertProblem(GOOD + "trust: {root: 1.root.json, repository: r}\n", "either trust or publisherKeys");
        assertProblem(
                GOOD.replace("publisherKeys: [publisher.pem.pub]", "trust: {root: 1.root.json}"), "trust.repository");
        assertProblem(GOOD + "defaultDomain: atlantis\n", "atlantis");
        assertProblem(GOOD + "admin: x\n", "unknown key");
    }

    @Test
    void whoMayOrderWhatIsSaidInFull() {
        String admins =
                "admins: {people: [{identity: 'sip:operator@op.example', roles: [operator]}], fourEyesAbovePercent: 100}";
        assertProblem(GOOD.replace("roles: [operator]", "roles: [boss]"), "admins.people[0].roles");
        assertProblem(GOOD.replace("roles: [operator]", "roles: [boss]"), "operator, approver, emergency");
        assertProblem(GOOD.replace("roles: [operator]", "roles: []"), "admins.people[0].roles");
        assertProblem(GOOD.replace(admins, "admins: ['sip:operator@op.example']"), "admins");
        assertProblem(GOOD.replace(", fourEyesAbovePercent: 100", ""), "admins.fourEyesAbovePercent");
        assertProblem(GOOD.replace("fourEyesAbovePercent: 100", "fourEyesAbovePercent: 101"), "0 to 100");
        assertProblem(
                GOOD.replace("[operator]}]", "[operator]}, {identity: 'sip:operator@op.example', roles: [approver]}]"),
                "admins.people");
        assertProblem(
                GOOD.replace("roles: [operator]}], fourEyesAbovePercent: 100", "roles: [operator, approver]}]"),
                "a second admin");
    }

    @Test
    void aQuarterIsWhatOneAdminMayReachUnlessToldOtherwise() throws IOException {
        SourceConfig config = load(GOOD.replace(
                "[operator]}], fourEyesAbovePercent: 100",
                "[operator]}, {identity: 'sip:chief@op.example', roles: [approver]}]"));

        assertEquals(25, config.admins().fourEyesAbovePercent());
        assertEquals(100, load(GOOD).admins().fourEyesAbovePercent());
    }

    @Test
    void aMissingKeyFileIsToldBeforeAnythingIsOpened() throws IOException {
        Path data = directory.resolve("data");
        var source = new SourceServer(load(GOOD.replace("/var/lib/patchwave", data.toString())));

        assertThrows(ConfigProblem.class, source::start);

        assertFalse(Files.exists(data));
    }

    private void assertProblem(String yaml, String named) {
        var problem = assertThrows(ConfigProblem.class, () -> load(yaml));
        assertTrue(problem.getMessage().contains(named), problem.getMessage());
    }

    private SourceConfig load(String yaml) throws IOException {
        return ConfigFile.load(Files.writeString(directory.resolve("source.yaml"), yaml), SourceConfig.class);
    }
}
