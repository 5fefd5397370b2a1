/** How well one fetcher fills a long link. */
package dev.patchwave.benchmarks.fatpipe;
