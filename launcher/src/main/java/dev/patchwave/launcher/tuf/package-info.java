/** {@code patchwave tuf-client}. */
package dev.patchwave.launcher.tuf;
