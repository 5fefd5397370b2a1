/** The cache program: its configuration and its wiring. */
package dev.patchwave.cache.app;
