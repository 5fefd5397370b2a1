/** {@code patchwave keys}: the keys of a TUF repository, the ceremony in which they are made, and a first TLS authority. */
package dev.patchwave.launcher.keys;
