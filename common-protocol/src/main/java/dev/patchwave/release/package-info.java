/** What is distributed: releases, their manifests and segments, and sets of segments. Pure values, no I/O. */
package dev.patchwave.release;
