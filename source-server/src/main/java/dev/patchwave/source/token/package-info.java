/** The source's office for fetch tokens: its keys, what it mints, and what it publishes. */
package dev.patchwave.source.token;
