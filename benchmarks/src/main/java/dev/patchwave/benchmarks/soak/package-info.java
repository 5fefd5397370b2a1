/** Campaign after campaign through one cache. */
package dev.patchwave.benchmarks.soak;
