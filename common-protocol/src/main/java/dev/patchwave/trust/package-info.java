/** Which manifests are believed: signatures, publisher keys, and which manifest may follow which. Gets bytes, gives values. */
package dev.patchwave.trust;
