/** Configuration files: YAML into immutable records, with units in the values and errors that name file, path, value and range. */
package dev.patchwave.config;
