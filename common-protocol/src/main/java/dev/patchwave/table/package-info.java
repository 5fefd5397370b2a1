/** Tables of millions of small things in few bytes each: columns of numbers under slots, and the indexes to find a slot. */
package dev.patchwave.table;
