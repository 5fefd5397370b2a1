/**
 * Authentication and key agreement as an ISIM or USIM does it (TS 33.102): a port for the card of a device, and a card in software.
 * Knows nothing of SIP.
 */
package dev.patchwave.signal.aka;
