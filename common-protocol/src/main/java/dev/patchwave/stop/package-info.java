/** The kill switch: signed orders to stop a release or everything, kept, obeyed and passed on by every program. */
package dev.patchwave.stop;
