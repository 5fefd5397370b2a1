package dev.patchwave.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The design's rules, executable. A rule that has to give way is changed here, with the reason in the commit. */
@AnalyzeClasses(
        packages = "dev.patchwave",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
    /** Other modules' tests are on the class path as jars when everything is built. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] PURE = {
        "dev.patchwave.release..",
        "dev.patchwave.swarm..",
        "dev.patchwave.signal",
        "dev.patchwave.trust.tuf",
        "dev.patchwave.trust.tuf.repository",
        "dev.patchwave.source.core..",
        "dev.patchwave.cache.core..",
        "dev.patchwave.client.core..",
        "dev.patchwave.simulator.network..",
        "dev.patchwave.simulator.swarm..",
        "dev.patchwave.simulator.table.."
    };

    @ArchTest
    static final ArchRule CORES_KNOW_NO_SHELL = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "javax.sip..",
                    "gov.nist..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.io..",
                    "java.util.concurrent..",
                    "org.slf4j..",
                    "org.rocksdb..",
                    "dev.patchwave.http..",
                    "dev.patchwave.store..",
                    "dev.patchwave.signal.sip..")
            .because("cores decide, shells do");

    @ArchTest
    static final ArchRule CORES_ARE_TOLD_THE_TIME = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Math.class, "random")
            .because("a run must be replayable from its events");

    @ArchTest
    static final ArchRule NETTY_STAYS_IN_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("dev.patchwave.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("whoever sees a ByteBuf must know who releases it");

    @ArchTest
    static final ArchRule SIP_STACK_STAYS_IN_SIGNAL_SIP = noClasses()
            .that()
            .resideOutsideOfPackage("dev.patchwave.signal.sip..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.sip..", "gov.nist..");

    @ArchTest
    static final ArchRule ROCKSDB_STAYS_IN_STORE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.patchwave.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule PROGRAMS_NEVER_IMPORT_EACH_OTHER =
            slices().matching("dev.patchwave.(source|cache|client)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_THE_LAUNCHER = noClasses()
            .that()
            .resideOutsideOfPackage("dev.patchwave.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.patchwave.launcher..");

    @ArchTest
    static final ArchRule THE_COMMON_PROTOCOL_KNOWS_NO_PROGRAM = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.patchwave.source..",
                    "dev.patchwave.cache..",
                    "dev.patchwave.client..",
                    "dev.patchwave.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.patchwave.source..", "dev.patchwave.cache..", "dev.patchwave.client..");

    @ArchTest
    static final ArchRule JSON_AND_YAML_ARE_READ_WITHIN_LIMITS = noClasses()
            .should()
            .callConstructor(JsonMapper.class)
            .orShould()
            .callMethod(JsonMapper.class, "builder")
            .orShould()
            .callMethod(YAMLMapper.class, "builder")
            .because("depth, lengths and digits are limited by the factory that a builder is given");

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING = classes()
            .should()
            .haveNameNotMatching(".*(Util|Utils|Manager|Helper|Impl|Common|Misc)(\\$.*)?")
            .because("a name that fits everything says nothing");
}
