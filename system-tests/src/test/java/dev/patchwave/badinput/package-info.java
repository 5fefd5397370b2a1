/** What can go wrong at an operator's hands: one clear line, the right exit code, nothing half-written. */
package dev.patchwave.badinput;
