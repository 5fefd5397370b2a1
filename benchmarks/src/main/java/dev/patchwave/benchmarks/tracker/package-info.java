/** What it costs a domain's tracker to plan. */
package dev.patchwave.benchmarks.tracker;
