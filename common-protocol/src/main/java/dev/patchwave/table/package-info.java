/** Tables of millions of small things in few bytes each: columns of numbers under slots, the indexes to find a slot, texts told by their difference. */
package dev.patchwave.table;
