/**
 * What the source decides: which domain a subscriber is in, which release it is told about, when a campaign is over, what a
 * download still lacks. Pure: no clock, socket, file or log.
 */
package dev.patchwave.source.core;
