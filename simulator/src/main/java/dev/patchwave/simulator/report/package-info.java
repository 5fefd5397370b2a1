/** What a run is compared with and how it is shown: lower bounds, a table, a plot. */
package dev.patchwave.simulator.report;
