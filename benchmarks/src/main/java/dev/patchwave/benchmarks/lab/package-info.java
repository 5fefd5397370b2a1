/** Patchwave's data plane as one host of a network lab: a source, a cache or a client, without signalling. */
package dev.patchwave.benchmarks.lab;
