/** {@code patchwave demo}: one whole campaign with real processes on this machine, shown live and judged at the end. */
package dev.patchwave.launcher.demo;
