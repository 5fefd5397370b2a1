/** What the programs tell each other by SIP, as values: who is addressed and what is signalled. No SIP stack here. */
package dev.patchwave.signal;
