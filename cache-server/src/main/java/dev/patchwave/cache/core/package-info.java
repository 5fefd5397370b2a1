/** What a cache decides: which releases it fills and which it lets go. Pure. */
package dev.patchwave.cache.core;
