/** How a pure core is driven: one thread, a bounded mailbox, a timer, effects performed in order. */
package dev.patchwave.loop;
