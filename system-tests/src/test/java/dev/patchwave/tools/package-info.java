/** Ordinary tools and the command line against real processes: curl, aria2, SIPp, bash, and what operators type. */
package dev.patchwave.tools;
