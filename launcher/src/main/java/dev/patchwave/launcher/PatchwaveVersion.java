package dev.patchwave.launcher;

import picocli.CommandLine.IVersionProvider;

/** The version in the distribution's manifest, and the Java it runs on. */
final class PatchwaveVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Patchwave.class.getPackage().getImplementationVersion();
        return new String[] {"patchwave " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version()
        };
    }
}
