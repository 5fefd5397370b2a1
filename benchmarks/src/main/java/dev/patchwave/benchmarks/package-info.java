/** Measures the programs of Patchwave beside others that do the same, in the same run on the same machine. */
package dev.patchwave.benchmarks;
