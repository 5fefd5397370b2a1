/**
 * What every door of a program, HTTP or SIP, asks of one caller's address: how many connections, and how often.
 *
 * <p>Knows no socket and no clock; the doors bring both.
 */
package dev.patchwave.door;
