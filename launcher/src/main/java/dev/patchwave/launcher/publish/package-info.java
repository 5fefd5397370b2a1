/** {@code patchwave publish}: a file becomes a signed release at a running source. */
package dev.patchwave.launcher.publish;
